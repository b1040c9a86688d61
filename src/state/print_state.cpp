#include "base/text.hpp"
#include "state/host_state.hpp"

namespace nagaya::state {

namespace {

std::string print(const Owner& owner) { return concat(owner.uid, ':', owner.gid); }

std::string list(const auto& texts) {
    std::string out;
    for (const std::string& text : texts) {
        if (!out.empty()) out += ' ';
        out += visible(text);
    }
    return out;
}

// One printer for each kind; each gives the lines below the resource's name.
struct Printer {
    std::string& out;

    void line(std::string_view key, std::string_view value) { out += concat("  ", key, ' ', value, '\n'); }
    void line(std::string_view key, bool value) { line(key, std::string_view(value ? "yes" : "no")); }

    void operator()(const Account& account) {
        line("uid", concat(account.uid));
        line("home", visible(account.home));
        line("shell", visible(account.shell));
        line("subids", concat(account.subid_start, " +", account.subid_count));
        line("groups", list(account.groups));
        line("linger", account.linger);
    }
    void operator()(const Directory& directory) {
        line("owner", print(directory.owner));
        line("mode", octal(directory.mode));
    }
    void operator()(const File& file) {
        line("owner", print(file.owner));
        line("mode", octal(file.mode));
        // A secret may be short enough to be guessed from its digest.
        if (file.content.is_secret()) {
            line("secret", true);
        } else {
            line("sha256", file.content.digest());
        }
    }
    void operator()(const Symlink& symlink) { line("target", visible(symlink.target)); }
    void operator()(const Hook& hook) {
        line("command", list(hook.command));
        line("stage", std::string_view(hook.before_build ? "before-build" : "after-build"));
        line("once", hook.once);
        line("digest", hook.digest);
    }
    void operator()(const Image& image) {
        if (!image.build_context.empty()) line("context", visible(image.build_context));
        if (!image.also_tagged.empty()) line("tags", list(image.also_tagged));
        if (!image.bases.empty()) line("bases", list(image.bases));
    }
    void operator()(const Unit& unit) {
        line("active", unit.active);
        line("enabled", unit.enabled);
        if (unit.momentary) line("momentary", true);
        if (unit.failed) line("failed", true);
        for (const auto& [label, digest] : unit.inputs) line("input", concat(visible(label), " = ", visible(digest)));
    }
};

}  // namespace

std::string print_state(const HostState& state) {
    std::string out = concat("host ", visible(state.host), "\nprefix ", visible(state.prefix), '\n');
    for (const auto& [id, resource] : state.resources()) {
        out += concat(visible(id.text()), '\n');
        if (!resource.service.empty()) out += concat("  service ", visible(resource.service), '\n');
        std::visit(Printer{out}, resource.value);
    }
    return out;
}

}  // namespace nagaya::state
