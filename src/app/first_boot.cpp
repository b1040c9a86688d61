#include "app/first_boot.hpp"

#include <ctime>

#include "app/generations.hpp"
#include "app/new_generation.hpp"
#include "app/transaction.hpp"
#include "base/text.hpp"
#include "emit/first_boot.hpp"
#include "host/age.hpp"
#include "host/deployed_record.hpp"
#include "host/machine.hpp"
#include "host/observe.hpp"
#include "host/safe_files.hpp"
#include "host/storage.hpp"
#include "plan/order.hpp"
#include "state/generation.hpp"
#include "syntax/placeholder.hpp"

namespace nagaya::app {

namespace {

using state::Kind;

constexpr size_t largest_document = size_t{64} << 20;

class FirstBoot {
public:
    FirstBoot(std::string prefix, Console& console)
        : prefix_(std::move(prefix)), directory_(concat(host::record_root, '/', prefix_)), console_(console) {}

    Result<bool> run() {
        const std::optional<host::SeenFile> seen = TRY(host::read_file(document(), largest_document));
        if (!seen) return true;
        Turn turn = TRY(take_turn(prefix_, {}, console_));
        const std::vector<uint64_t> applied = TRY(committed_generations(prefix_, *turn.storage));
        if (!applied.empty()) {
            TRY(remove_documents());
            return true;
        }
        generation_ = TRY(state::parse_generation(seen->bytes));
        if (generation_.state.prefix != prefix_)
            return fail(ErrorKind::malformed, concat("`", document(), "` is of another site"));
        state::HostState& state = generation_.state;
        for (const auto& [id, resource] : std::map(state.resources())) fill(id, resource);
        // Known before anything is made: whoever comes after a power failure finds what is ours.
        TRY(turn.storage->remember(record_of_beginning()));
        complete_accounts();
        complete_modes();
        TRY(open_secrets());
        provide();
        if (failed_ > 0) return false;
        TRY(host::write_file(concat(directory_, '/', emit::first_start_marker), "", {}, 0600));
        TRY(keep(*turn.storage));
        TRY(remove_documents());
        return true;
    }

    size_t failed() const { return failed_; }

private:
    std::string document() const { return concat(directory_, "/rendered.json"); }
    std::string sealed() const { return concat(directory_, "/sealed.json"); }

    Result<void> remove_documents() const {
        TRY(host::remove_file(sealed()));
        return host::remove_file(document());
    }

    void tell_failed(const std::string& what, const Error& error) {
        ++failed_;
        console_.err(concat(visible(what), ": ", safe_text(error), '\n'));
    }

    /// The document names contents by digest; the bytes are those of the files that the render made.
    void fill(const state::ResourceId& id, const state::Resource& resource) {
        const auto* file = std::get_if<state::File>(&resource.value);
        if (!file || file->content.filled()) return;
        state::Resource filled = resource;
        const auto seen = host::read_file(id.name, largest_document);
        const bool same = seen && *seen && std::get<state::File>(filled.value).content.fill(std::move((**seen).bytes));
        if (!same)
            return tell_failed(id.name, {ErrorKind::malformed, "is not as it was rendered; `nagaya apply` mends that"});
        generation_.state.put(id, std::move(filled));
    }

    /// Of what is there already, but for starts that nobody has seen yet, and hooks.
    state::Deployed record_of_beginning() const {
        state::Deployed record = generation_.deployed;
        std::erase_if(record.entries, [](const auto& entry) { return entry.first.kind == Kind::hook; });
        for (auto& [id, entry] : record.entries) entry.inputs.clear();
        return record;
    }

    /// Groups that the site gives no number are there only now, or are made now.
    void complete_accounts() {
        plan::SetAccounts deed;
        for (const auto& [id, resource] : generation_.state.resources())
            if (const auto* account = std::get_if<state::Account>(&resource.value))
                if (!account->groups.empty()) deed.accounts.push_back(*account);
        if (!deed.accounts.empty()) perform(deed, "groups of accounts");
    }

    /// Set-id and sticky bits, which an Ignition config may not say.
    void complete_modes() {
        for (const auto& [id, resource] : generation_.state.resources()) {
            if (emit::is_volatile(id.name)) continue;
            const auto* directory = std::get_if<state::Directory>(&resource.value);
            const auto* file = std::get_if<state::File>(&resource.value);
            if (directory && directory->mode > 0777)
                perform(plan::PutDirectory{.path = id.name, .directory = *directory}, concat("mode of ", id.name));
            if (file && file->mode > 0777 && file->content.filled())
                perform(plan::PutFile{.path = id.name, .file = *file}, concat("mode of ", id.name));
        }
    }

    Result<void> open_secrets() {
        const std::optional<host::SeenFile> seen = TRY(host::read_file(sealed(), largest_document));
        if (!seen) return {};
        const std::vector<emit::SealedSecret> secrets = TRY(emit::parse_sealed(seen->bytes));
        Result<host::AgeIdentity> identity = host::open_host_identity();
        if (!identity && identity.error().kind == ErrorKind::not_found) {
            TRY(host::make_host_identity());
            const auto key = TRY(host::host_public_key());
            return fail(ErrorKind::denied,
                        concat("this host had no key to read secrets with; encrypt them for its new one, ",
                               key.value_or(""), ", and apply"));
        }
        if (!identity) return std::unexpected(identity.error());
        for (const auto& [id, resource] : generation_.state.resources()) {
            const auto* directory = std::get_if<state::Directory>(&resource.value);
            if (directory && emit::is_volatile(id.name))
                TRY(host::make_directory(id.name, directory->owner, directory->mode));
        }
        for (const emit::SealedSecret& secret : secrets)
            if (auto opened = open_secret(secret, *identity); !opened)
                tell_failed(concat("secret ", secret.service, '/', secret.name), opened.error());
        return {};
    }

    Result<void> open_secret(const emit::SealedSecret& secret, const host::AgeIdentity& identity) {
        std::string text = TRY(host::decrypt(identity, secret.encrypted));
        if (secret.variables)
            text = syntax::substitute(text, [&](const syntax::Placeholder& placeholder) -> std::optional<std::string> {
                const auto value = secret.variables->find(std::string(placeholder.name));
                return value == secret.variables->end() ? std::nullopt : std::optional(value->second);
            });
        const state::File file{.owner = secret.owner, .mode = 0400, .content = state::Content::secret(std::move(text))};
        TRY(host::write_file(secret.path, file.content.bytes_to_write(), file.owner, file.mode));
        const state::ResourceId id{.kind = Kind::file, .scope = {}, .name = secret.path};
        generation_.state.put(
            id, {.service = secret.service,
                 .origin = {},
                 .role = concat(secret.path.contains("/root/") ? "secrets/root/" : "secrets/", secret.name),
                 .value = file});
        generation_.deployed.entries.insert_or_assign(id, state::entry_of(*generation_.state.find(id)));
        note_input(id);
        return {};
    }

    /// What units are started with was worked out where nobody could read the secret.
    void note_input(const state::ResourceId& secret) {
        const state::Resource opened = *generation_.state.find(secret);
        const std::string& digest = std::get<state::File>(opened.value).content.digest();
        std::vector<std::pair<state::ResourceId, std::string>> users;
        for (const auto& [id, resource] : generation_.state.resources()) {
            const auto* unit = std::get_if<state::Unit>(&resource.value);
            std::string label = unit ? state::input_label(opened, resource.service) : std::string();
            if (unit && unit->inputs.contains(label)) users.emplace_back(id, std::move(label));
        }
        for (const auto& [id, label] : users) {
            state::Resource noted = *generation_.state.find(id);
            std::get<state::Unit>(noted.value).inputs[label] = digest;
            if (const auto entry = generation_.deployed.entries.find(id); entry != generation_.deployed.entries.end())
                entry->second.inputs[label] = digest;
            generation_.state.put(id, std::move(noted));
            generation_.state.used_by[secret].insert(id);
        }
    }

    /// Service by service as apply does it: hooks before the build, images, hooks after it. What services share comes first.
    void provide() {
        std::vector<std::string> services = plan::in_needs_order(generation_.state.services);
        services.insert(services.begin(), "");
        for (const std::string& service : services) {
            const size_t before = failed_;
            run_hooks(service, true);
            if (failed_ == before) provide_images(service);
            if (failed_ == before) run_hooks(service, false);
        }
    }

    void run_hooks(const std::string& service, bool before_build) {
        std::vector<const state::Hook*> hooks;
        for (const auto& [id, resource] : generation_.state.resources()) {
            const auto* hook = std::get_if<state::Hook>(&resource.value);
            if (hook && resource.service == service && hook->before_build == before_build) hooks.push_back(hook);
        }
        std::ranges::sort(hooks, {}, &state::Hook::position);
        for (const state::Hook* hook : hooks)
            if (!perform(plan::RunHook{.hook = *hook, .service = service}, concat("hook of ", service))) return;
    }

    void provide_images(const std::string& service) {
        for (const auto& [id, resource] : generation_.state.resources())
            if (id.kind == Kind::image && resource.service == service) provide_image(id);
    }
    /// After what it stands on.
    void provide_image(const state::ResourceId& id) {
        const auto* image = generation_.state.get<state::Image>(id);
        if (!image || !provided_.insert(id).second) return;
        for (const std::string& base : image->bases)
            provide_image({.kind = Kind::image, .scope = id.scope, .name = base});
        perform(plan::ProvideImage{.image = *image}, concat("image ", id.name, " of ", id.scope));
    }

    bool perform(const plan::Action& action, const std::string& what) {
        console_.out(concat(visible(what), '\n'));
        const Result<void> done =
            machine_->perform(action, [&](std::string_view line) { console_.out(concat("  ", line, '\n')); });
        if (!done) tell_failed(what, done.error());
        return done.has_value();
    }

    Result<void> keep(apply::Storage& storage) {
        TRY(keep_contents(generation_.state, storage));
        generation_.number = 1;
        generation_.time = std::time(nullptr);
        put_image_ids(generation_.state);
        TRY(storage.sync());
        TRY(storage.write_generation(generation_.number, state::print_generation(generation_)));
        return storage.remember(generation_.deployed);
    }

    std::string prefix_;
    std::string directory_;
    Console& console_;
    state::Generation generation_;
    std::unique_ptr<apply::Machine> machine_ = host::make_machine();
    std::set<state::ResourceId> provided_;
    size_t failed_ = 0;
};

}  // namespace

Result<void> end_first_boot(const std::string& prefix) {
    for (const std::string_view name :
         {std::string_view("sealed.json"), std::string_view("rendered.json"), emit::first_start_marker})
        TRY(host::remove_file(concat(host::record_root, '/', prefix, '/', name)));
    return {};
}

int first_boot(const std::vector<std::string>& words, Console& console) {
    const bool sound = words.size() == 1 && !words[0].empty() && words[0].find_first_of("/.") == std::string::npos;
    if (!sound) {
        console.err("nagaya: first-boot is run by a unit of a host, with the prefix of a site\n");
        return exit_usage;
    }
    FirstBoot boot(words[0], console);
    const Result<bool> done = boot.run();
    if (!done) return tell(done.error(), console);
    if (*done) return exit_ok;
    console.err(concat("first boot: ", plural(boot.failed(), "failure"),
                       "; the next boot tries again, and so does `nagaya apply`\n"));
    return exit_failed;
}

}  // namespace nagaya::app
