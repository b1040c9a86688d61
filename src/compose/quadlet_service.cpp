// What a container is and does: image, commands, environment, health, dependencies.
#include "compose/quadlet_service.hpp"

#include <algorithm>
#include <array>

#include "base/text.hpp"
#include "compose/scalars.hpp"

namespace nagaya::compose {

std::string full_image_name(std::string_view image) {
    const size_t slash = image.find('/');
    if (slash == std::string_view::npos) return concat("docker.io/library/", image);
    const std::string_view first = image.substr(0, slash);
    if (first.contains('.') || first.contains(':') || first == "localhost") return std::string(image);
    return concat("docker.io/", image);
}

std::string tagged_image_name(std::string_view image) {
    std::string name = full_image_name(image);
    if (!name.contains('@') && name.find(':', name.rfind('/')) == std::string::npos) name += ":latest";
    return name;
}

QuadletFile ContainerWriter::write() {
    oneshot_ = stack_.awaited_finished.contains(name_);
    image();
    names();
    commands();
    environment();
    health();
    networks();
    ports();
    mounts();
    secrets();
    configs();
    simple();
    lists();
    limits();
    devices();
    logging();
    namespaces();
    labels();
    dependencies();
    hooks();
    restart();
    install();
    ignored();
    return text_.finish(concat(stack_.unit_name(name_, number_), ".container"),
                        concat("Service ", name_, " of the Compose project ", stack_.project.name, "."), at_);
}

void ContainerWriter::podman(std::string_view argument, std::string_view value, Span at) {
    text_.add("PodmanArgs", unit_argument(concat("--", argument, "=", value)), at);
}

void ContainerWriter::flag(std::string_view key, std::string_view unit_key) {
    if (const auto* value = find(key)) text_.add(unit_key, value->is_true() ? "true" : "false", value->at);
}

void ContainerWriter::image() {
    const auto* image = find("image");
    const auto* build = find("build");
    if (const auto builder = build != nullptr ? name_ : stack_.builder_of(service_); !builder.empty()) {
        const auto own = stack_.options.images.find(builder);
        text_.add("Image",
                  own != stack_.options.images.end() ? unit_value(own->second)
                                                     : concat(stack_.project.name, "-", builder, ".build"),
                  build != nullptr ? build->at : image->at);
        return;
    }
    if (image == nullptr) return;
    text_.add("Image", unit_value(full_image_name(image->text)), image->at);
    const auto* policy = find("pull_policy");
    if (policy == nullptr) return;
    if (policy->text == "always" || policy->text == "missing" || policy->text == "never") {
        text_.add("Pull", policy->text, policy->at);
    } else if (policy->text != "build") {
        text_.add("Pull", "newer", policy->at);
        stack_.lose(policy->at, concat("`pull_policy: ", visible(policy->text),
                                       "` becomes a look for a newer image at every start"));
    }
}

void ContainerWriter::names() {
    if (const auto* name = find("container_name")) {
        text_.add("ContainerName", unit_value(name->text), name->at);
    } else {
        text_.add("ContainerName", concat(stack_.project.name, "-", name_, "-", number_), at_);
    }
    const auto* host = find("hostname");
    const auto* domain = find("domainname");
    if (joined_ && text_of("network_mode") != "host") {
        for (const auto& [key, value] : {std::pair{"hostname", host}, std::pair{"domainname", domain}})
            if (value != nullptr)
                stack_.lose(value->at, concat("`", key, "` is left out: the container has no network of its own"));
        return;
    }
    if (host != nullptr || domain != nullptr) {
        const std::string_view own = host != nullptr ? host->text : name_;
        text_.add("HostName", unit_value(domain != nullptr ? concat(own, ".", domain->text) : std::string(own)),
                  host != nullptr ? host->at : domain->at);
    }
}

namespace {

std::vector<std::string_view> words_of(const Value& list) {
    std::vector<std::string_view> words;
    for (const auto& item : list.items) words.push_back(item.text);
    return words;
}

}  // namespace

void ContainerWriter::commands() {
    if (const auto* entry = find("entrypoint")) {
        if (entry->items.empty())
            text_.add("PodmanArgs", "--entrypoint=", entry->at);
        else
            text_.add("Entrypoint", unit_json(words_of(*entry)), entry->at);
    }
    const auto* command = find("command");
    if (command == nullptr || command->items.empty()) return;
    std::string line;
    bool empty = false;
    for (const auto& word : command->items) {
        if (!line.empty()) line += ' ';
        if (word.text.empty()) {
            // Quadlet ends the list at an empty word; systemd makes one of a variable that is empty.
            line += "${COMPOSE_EMPTY}";
            empty = true;
        } else {
            line += word.text == ";" ? std::string("\\;") : unit_argument(word.text);
        }
    }
    text_.add("Exec", line, command->at);
    if (empty) text_.add(Section::service, "Environment", "COMPOSE_EMPTY=", command->at);
}

void ContainerWriter::environment() {
    const auto* variables = find("environment");
    if (variables == nullptr) return;
    for (const auto& entry : variables->entries) {
        if (entry.value.is_null())
            stack_.lose(entry.key_at,
                        concat("the variable `", visible(entry.key),
                               "` is taken from the environment, where it is not set now"),
                        "give it a value");
        else
            text_.add("Environment", unit_word(concat(entry.key, "=", entry.value.text)), entry.value.at);
    }
}

void ContainerWriter::health() {
    const auto* check = find("healthcheck");
    const bool awaited = stack_.awaited_healthy.contains(name_);
    const auto* test = check != nullptr ? check->find("test") : nullptr;
    const bool off = check != nullptr && ((check->find("disable") != nullptr && check->find("disable")->is_true()) ||
                                          (test != nullptr && !test->items.empty() && test->items[0].text == "NONE"));
    if (off) text_.add("HealthCmd", "none", check->at);
    if (!off && test != nullptr && test->items.size() == 1)
        stack_.lose(test->at, "the health check has no command: there is none here");
    if (off || check == nullptr || test == nullptr || test->items.size() < 2) {
        if (awaited)
            stack_.lose(off ? check->at : at_,
                        concat("others wait until `", visible(name_), "` is healthy, and it has no health check here"),
                        "they start when it has started; give it a `healthcheck`");
        if (off || check == nullptr) return;
    } else {
        auto words = words_of(*test);
        if (words[0] == "CMD") words.erase(words.begin());
        const std::string command = unit_json(words);
        text_.add("HealthCmd", command, test->at);
        if (const auto* early = check->find("start_interval")) {
            text_.add("HealthStartupCmd", command, early->at);
            text_.add("HealthStartupInterval", early->text, early->at);
        }
        if (awaited) text_.add("Notify", "healthy", at_);
    }
    for (const auto& [key, unit_key] : {std::pair{"interval", "HealthInterval"}, std::pair{"timeout", "HealthTimeout"},
                                        std::pair{"start_period", "HealthStartPeriod"}})
        if (const auto* value = check->find(key); value != nullptr && value->text != "0s")
            text_.add(unit_key, value->text, value->at);
    if (const auto* retries = check->find("retries"); retries != nullptr && retries->number > 0)
        text_.add("HealthRetries", concat(retries->number), retries->at);
}

void ContainerWriter::dependencies() {
    const auto* dependencies = find("depends_on");
    if (dependencies == nullptr) return;
    for (const auto& entry : dependencies->entries) {
        if (stack_.service(entry.key) == nullptr) continue;
        const auto* required = entry.value.find("required");
        const bool needed = required == nullptr || required->is_true();
        const auto* restart = entry.value.find("restart");
        if (needed && stack_.scale(entry.key) == 0)
            stack_.lose(entry.key_at, concat("nothing waits for `", visible(entry.key), "`: it has no container"));
        for (int64_t number = 1; number <= stack_.scale(entry.key); ++number) {
            const std::string unit = concat(stack_.unit_name(entry.key, number), ".service");
            text_.add(Section::unit, needed ? "Requires" : "Wants", unit, entry.key_at);
            text_.add(Section::unit, "After", unit, entry.key_at);
            if (restart != nullptr && restart->is_true()) text_.add(Section::unit, "PartOf", unit, restart->at);
        }
    }
}

void ContainerWriter::restart() {
    const auto* policy = find("restart");
    const auto* deploy = find("deploy");
    const auto* better = deploy != nullptr ? deploy->find("restart_policy") : nullptr;
    if (oneshot_) {
        text_.add(Section::service, "Type", "oneshot", at_);
        text_.add(Section::service, "RemainAfterExit", "yes", at_);
        if (policy != nullptr && policy->text != "no" && !policy->text.starts_with("on-failure"))
            stack_.lose(policy->at,
                        concat("others wait until `", visible(name_), "` has ended, so it is not started again"));
        if (policy != nullptr && policy->text.starts_with("on-failure"))
            text_.add(Section::service, "Restart", "on-failure", policy->at);
    } else if (better != nullptr) {
        const auto condition = better->text_of("condition");
        if (!condition.empty() && condition != "none" && condition != "on-failure" && condition != "any")
            stack_.lose(better->find("condition")->at,
                        concat("`", visible(condition), "` is no condition of a restart; `any` is taken"),
                        "write none, on-failure or any");
        text_.add(Section::service, "Restart",
                  condition == "none"         ? "no"
                  : condition == "on-failure" ? "on-failure"
                                              : "always",
                  better->at);
        if (const auto* delay = better->find("delay")) {
            const auto time = parse_duration(delay->text).value_or(0) / 1'000'000;
            text_.add(Section::service, "RestartSec", concat(time, "ms"), delay->at);
        }
        if (const auto* most = better->find("max_attempts"); most != nullptr && most->number > 0) {
            text_.add(Section::unit, "StartLimitBurst", concat(most->number), most->at);
            const auto* window = better->find("window");
            const auto time = window != nullptr ? parse_duration(window->text).value_or(0) / 1'000'000 : 0;
            text_.add(Section::unit, "StartLimitIntervalSec", time > 0 ? concat(time, "ms") : std::string("infinity"),
                      most->at);
        }
    } else if (policy != nullptr && policy->text != "no" && policy->text != "none") {
        const bool failure = policy->text.starts_with("on-failure");
        if (!failure && policy->text != "always" && policy->text != "unless-stopped")
            stack_.lose(policy->at, concat("`", visible(policy->text), "` is no restart policy; `always` is taken"),
                        "write no, always, unless-stopped or on-failure");
        text_.add(Section::service, "Restart", failure ? "on-failure" : "always", policy->at);
        if (failure && policy->text.size() > 11) {
            text_.add(Section::unit, "StartLimitBurst", unit_value(policy->text.substr(11)), policy->at);
            text_.add(Section::unit, "StartLimitIntervalSec", "infinity", policy->at);
        } else {
            // Docker never gives up, and waits longer each time; systemd gives up after five quick failures.
            text_.add(Section::service, "RestartSec", "10", policy->at);
        }
    }
    // A first start pulls the image.
    text_.add(Section::service, "TimeoutStartSec", "900", at_);
}

void ContainerWriter::install() { text_.add(Section::install, "WantedBy", "default.target", at_); }

void ContainerWriter::labels() {
    for (const auto& [key, unit_key] : {std::pair{"labels", "Label"}, std::pair{"annotations", "Annotation"}})
        if (const auto* pairs = find(key))
            for (const auto& entry : pairs->entries)
                text_.add(unit_key, unit_word(concat(entry.key, "=", entry.value.text)), entry.value.at);
}

void ContainerWriter::hooks() {
    const std::string own = find("container_name") != nullptr ? std::string(find("container_name")->text)
                                                              : concat(stack_.project.name, "-", name_, "-", number_);
    for (const auto& [key, unit_key] : {std::pair{"post_start", "ExecStartPost"}, std::pair{"pre_stop", "ExecStop"}}) {
        const auto* hooks = find(key);
        if (hooks == nullptr) continue;
        for (const auto& hook : hooks->items) {
            const auto* command = hook.find("command");
            if (command == nullptr) continue;
            std::string line = "/usr/bin/podman exec";
            if (const auto* user = hook.find("user")) line += concat(" --user=", unit_argument(user->text));
            if (const auto* directory = hook.find("working_dir"))
                line += concat(" --workdir=", unit_argument(directory->text));
            if (const auto* privileged = hook.find("privileged"); privileged != nullptr && privileged->is_true())
                line += " --privileged";
            if (const auto* variables = hook.find("environment"))
                for (const auto& entry : variables->entries)
                    line += concat(" ", unit_argument(concat("--env=", entry.key, "=", entry.value.text)));
            line += concat(" ", unit_argument(own));
            for (const auto& word : command->items) line += concat(" ", unit_argument(word.text));
            text_.add(Section::service, unit_key, line, hook.at);
        }
    }
}

void ContainerWriter::ignored() {
    struct Ignored {
        std::string_view key;
        std::string_view why;
    };
    static constexpr std::array<Ignored, 13> keys{
        {{"develop", "watching sources is Compose's own"},
         {"credential_spec", "it is for Windows"},
         {"isolation", "it is for Windows"},
         {"cpu_count", "it is for Windows"},
         {"cpu_percent", "it is for Windows"},
         {"device_cgroup_rules", "containers without root cannot have it"},
         {"models", "Podman has no models"},
         {"attach", "there is no terminal to show the output on"},
         {"mem_swappiness", "only cgroup v1 has it"},
         {"cpu_rt_period", "containers without root cannot have it"},
         {"cpu_rt_runtime", "containers without root cannot have it"},
         {"use_api_socket", "there is no Docker to talk to"},
         {"external_links", "containers of other projects are not on this network"}}};
    for (const auto& [key, why] : keys)
        if (const auto* value = find(key)) stack_.lose(value->at, concat("`", key, "` is left out: ", why));
    // Records of Swarm's, told where a service uses them.
    for (const auto kind : {"secrets", "configs"})
        if (const auto* used = find(kind))
            for (const auto& item : used->items)
                if (const auto* resource = stack_.resource(kind, item.text_of("source")))
                    for (const auto key : {"labels", "driver", "driver_opts", "template_driver"})
                        if (const auto* value = resource->find(key))
                            stack_.lose(value->at, concat("`", key, "` is left out: only Swarm keeps ", kind));
    const auto* deploy = find("deploy");
    if (deploy == nullptr) return;
    for (const auto key : {"update_config", "rollback_config", "placement", "endpoint_mode"})
        if (const auto* value = deploy->find(key))
            stack_.lose(value->at, concat("`deploy.", key, "` means nothing on one host"));
}

}  // namespace nagaya::compose
