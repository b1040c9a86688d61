#include "app/lab.hpp"

#include <future>

#include "app/session.hpp"
#include "base/json.hpp"
#include "base/text.hpp"
#include "lab/lab.hpp"

namespace nagaya::app {

namespace {

/// Opens the lab and does one thing with it; a failure is told and becomes the exit code.
template <class Deed>
int with_lab(Console& console, Deed deed) {
    Result<lab::Lab> lab =
        lab::Lab::open([&console](std::string_view line) { console.err(concat("lab: ", line, "\n")); });
    if (!lab) return tell(lab.error(), console);
    Result<int> code = deed(*lab);
    return code ? *code : tell(code.error(), console);
}

/// The same for what takes long and makes things: a signal ends it, and what it began goes.
template <class Deed>
int with_lab_until_signal(Console& console, Deed deed) {
    HandOn::prepare();
    const PutAway put_away;
    Result<lab::Lab> lab = lab::Lab::open(
        [&console](std::string_view line) { console.err(concat("lab: ", line, "\n")); }, HandOn::interrupted);
    if (!lab) return tell(lab.error(), console);
    Result<int> code = deed(*lab);
    if (HandOn::interrupted()) return exit_interrupted;
    return code ? *code : tell(code.error(), console);
}

}  // namespace

int lab_image(const LabImageOptions& options, Console& console) {
    return with_lab_until_signal(console, [&](lab::Lab& lab) -> Result<int> {
        lab::Image image = TRY(lab.ensure_image());
        std::vector<std::string> removed;
        if (options.prune) removed = TRY(lab.prune_images());
        if (options.format == Format::json) {
            JsonArray gone;
            for (const std::string& key : removed) gone.emplace_back(key);
            console.out(print_json(JsonObject{{"version", 1},
                                              {"key", image.key},
                                              {"directory", image.directory},
                                              {"removed", std::move(gone)}},
                                   JsonStyle::indented) +
                        "\n");
            return exit_ok;
        }
        console.out(concat("image ", image.key, " in ", image.directory, "\n"));
        for (const std::string& key : removed) console.out(concat("removed ", key, "\n"));
        return exit_ok;
    });
}

int lab_up(const LabUpOptions& options, Console& console) {
    return with_lab_until_signal(console, [&](lab::Lab& lab) -> Result<int> {
        std::vector<std::future<Result<lab::Host>>> booting;
        for (const std::string& name : options.names)
            booting.push_back(std::async(
                std::launch::async, [&lab, &name, &options] { return lab.up(name, {.registry = options.registry}); }));
        int code = exit_ok;
        for (auto& one : booting) {
            Result<lab::Host> host = one.get();
            if (host)
                console.out(concat(host->name, " ", host->address, " ", lab::word(host->state), "\n"));
            else if (!HandOn::interrupted())
                code = tell(host.error(), console);
        }
        return code;
    });
}

int lab_list(Format format, Console& console) {
    return with_lab(console, [&](lab::Lab& lab) -> Result<int> {
        std::vector<lab::Host> hosts = TRY(lab.list());
        JsonArray rows;
        for (const lab::Host& host : hosts) {
            rows.push_back(JsonObject{{"name", host.name},
                                      {"address", host.address},
                                      {"state", lab::word(host.state)},
                                      {"image", host.image}});
            if (format == Format::text)
                console.out(concat(host.name, " ", host.address.empty() ? "-" : host.address, " ",
                                   lab::word(host.state), "\n"));
        }
        if (format == Format::json)
            console.out(print_json(JsonObject{{"version", 1}, {"hosts", std::move(rows)}}, JsonStyle::indented) + "\n");
        else if (hosts.empty())
            console.err("no lab hosts; `nagaya lab up NAME` boots one\n");
        return exit_ok;
    });
}

int lab_exec(const std::string& name, const std::vector<std::string>& command, Console& console) {
    return with_lab(console, [&](lab::Lab& lab) { return lab.exec(name, command); });
}

int lab_put(const std::string& name, const std::string& source, const std::string& destination, Console& console) {
    return with_lab(console, [&](lab::Lab& lab) -> Result<int> {
        TRY(lab.put(name, source, destination));
        return exit_ok;
    });
}

int lab_ssh(const std::string& name, const std::vector<std::string>& command, Console& console) {
    return with_lab(console, [&](lab::Lab& lab) { return lab.ssh(name, command); });
}

int lab_down(const LabDownOptions& options, Console& console) {
    if (options.names.empty() && !options.all) {
        console.err("nagaya: which host?\nhelp: name it, or use --all\n");
        return exit_usage;
    }
    return with_lab(console, [&](lab::Lab& lab) -> Result<int> {
        std::vector<std::string> names = options.names;
        std::vector<lab::Host> hosts = TRY(lab.list());
        if (options.all)
            for (const lab::Host& host : hosts) names.push_back(host.name);
        for (const std::string& name : names) TRY(lab.down(name, {.keep = options.keep}));
        return exit_ok;
    });
}

int lab_kill(const std::vector<std::string>& names, Console& console) {
    return with_lab(console, [&](lab::Lab& lab) -> Result<int> {
        for (const std::string& name : names) TRY(lab.kill(name));
        return exit_ok;
    });
}

}  // namespace nagaya::app
