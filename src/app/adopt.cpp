#include "app/adopt.hpp"

#include <algorithm>

#include "app/check.hpp"
#include "app/drift.hpp"
#include "app/forward.hpp"
#include "base/diff.hpp"
#include "base/text.hpp"
#include "host/own_directory.hpp"
#include "host/safe_files.hpp"

namespace nagaya::app {

namespace {

constexpr size_t largest_answer = size_t{64} << 20;

/// A file of the site as it will be.
struct Adoption {
    std::string path;  ///< below the site
    std::string before;
    std::string after;
    bool is_new = false;
};

std::unexpected<Error> refuse(std::string message) { return fail(ErrorKind::unsupported, std::move(message)); }

/// The drift of the host, with contents.
Result<DriftReport> drift_of(const Workspace& workspace, const Address& address, Console& console) {
    const std::string& prefix = workspace.site.settings.prefix.value;
    if (address.kind == Address::Kind::local) return find_drift(prefix);
    std::string json;
    Console listening = console;
    // Who says more than this does not mean drift; what is cut is no JSON.
    listening.out = [&json](std::string_view text) {
        if (json.size() < largest_answer) json += text;
    };
    const int code = forward_without_site(
        address, {"drift", "--format", "json", "--no-diff", "--contents", "--prefix", prefix}, listening);
    if (code != exit_ok) return fail(ErrorKind::failed, "the host did not tell its drift");
    return within("reading the drift of the host", parse_drift_json(json));
}

std::string_view base_name(std::string_view path) { return path.substr(path.rfind('/') + 1); }

/// Does the user's word mean this?
bool means(const std::string& word, const Drift& drift) {
    if (word == drift.subject || (!drift.service.empty() && word == drift.service)) return true;
    return !word.contains('/') && (word == base_name(drift.subject) || word == drift.unit);
}

/// A changed file of ours.
Result<Adoption> adopt_file(const Workspace& workspace, const state::HostState& desired, const Drift& drift) {
    const state::ResourceId id{.kind = state::Kind::file, .scope = {}, .name = drift.subject};
    const state::Resource* resource = desired.find(id);
    const auto* file = desired.get<state::File>(id);
    if (!file) return refuse("the site has it no more");
    if (file->content.digest() != drift.wanted)
        return refuse("the site's own version has changed since it was applied: merge the two by hand");
    const FileId source = resource->origin.file;
    const std::string path(workspace.sources.path(source));
    Adoption adoption{.path = path, .before = std::string(workspace.sources.text(source)), .after = {}};
    Result<std::string> text = take_over(adoption.before, file->content.bytes_to_write(), *drift.content);
    if (!text) return refuse(concat(text.error().message, "; change ", visible(path), " by hand"));
    adoption.after = std::move(*text);
    const auto on_disk = host::read_own_file(concat(workspace.root, "/", path));
    if (!on_disk || *on_disk != adoption.before) return refuse(concat(visible(path), " is not plain text in the site"));
    return adoption;
}

/// The host chose these names.
bool is_file_name(std::string_view name) {
    return !name.empty() && name.size() < 200 && name.front() != '.' &&
           std::ranges::all_of(
               name,
               [](char c) {
                   return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                          std::string_view("._-@:").contains(c);
               });
}

/// A drop-in that somebody wrote on the host: services/S/web.container.d/x.conf, services/S/units/user/web.service.d/x.conf …
Result<Adoption> adopt_drop_in(const Workspace& workspace, const Drift& drift) {
    constexpr std::string_view quadlets[] = {".container", ".volume", ".network", ".kube", ".pod", ".image", ".build"};
    const std::string_view name = base_name(drift.subject);
    std::string_view unit = drift.unit;
    if (!workspace.site.services.contains(drift.service)) return refuse("the site has no such service");
    if (!is_file_name(unit) || !is_file_name(name) || !name.ends_with(".conf")) return refuse("no name for a site");
    const bool quadlet = std::ranges::any_of(quadlets, [&](std::string_view type) { return unit.ends_with(type); });
    if (drift.account == "root") {
        const std::string ours = concat(workspace.site.settings.prefix.value, "-", drift.service, "-");
        if (!unit.starts_with(ours)) return refuse("nagaya makes that unit itself");
        unit.remove_prefix(ours.size());
    }
    const std::string_view below = quadlet ? "" : drift.account == "root" ? "units/root/" : "units/user/";
    if (drift.content->contains("@@")) return refuse("it has `@@`, which the site would take for a placeholder");
    Adoption adoption{.path = concat("services/", drift.service, "/", below, unit, ".d/", name),
                      .before = {},
                      .after = *drift.content,
                      .is_new = true};
    if (workspace.tree.contains(adoption.path)) return refuse(concat("the site has a ", adoption.path, " already"));
    return adoption;
}

Result<Adoption> adopt_one(const Workspace& workspace, const state::HostState& desired, const Drift& drift) {
    if (drift.secret) return refuse("a secret never leaves the host: change it where the site's secrets are");
    if (!drift.content) return refuse(concat("there is nothing to take over; ", drift.deed));
    return drift.kind == "foreign" ? adopt_drop_in(workspace, drift) : adopt_file(workspace, desired, drift);
}

Result<void> write(const Workspace& workspace, const Adoption& adoption) {
    const std::string path = concat(workspace.root, "/", adoption.path);
    return adoption.is_new ? host::create_file(path, adoption.after) : host::replace_file(path, adoption.after);
}

/// What the user has to do on the host, once the site has it.
void tell_rest(const AdoptOptions& options, const std::string& host_name, const std::vector<Drift>& drop_ins,
               Console& console) {
    auto again = open_site(options.where.site, host_name, options.where.secrets);
    const model::Host* host = again ? find_host((*again)->site, host_name) : nullptr;
    if (!host) return;
    const state::HostState desired = lower(**again, *host);
    for (const Drift& drift : drop_ins)
        if (!desired.find({.kind = state::Kind::file, .scope = {}, .name = drift.subject}))
            console.err(concat("help: the site puts it elsewhere; remove ", visible(drift.subject),
                               " on the host after `nagaya apply`\n"));
}

struct Adopted {
    size_t taken = 0;
    size_t refused = 0;
    std::vector<Drift> drop_ins;
};

void adopt_all(const AdoptOptions& options, Workspace& workspace, const model::Host& host, const DriftReport& report,
               Adopted& adopted, Console& console) {
    const state::HostState desired = lower(workspace, host);
    for (const Drift& drift : report.drifts) {
        const auto meant = std::ranges::find_if(options.subjects, [&](const auto& word) { return means(word, drift); });
        // A service stands for what can be taken over of it.
        if (meant == options.subjects.end() || (*meant == drift.service && !drift.content)) continue;
        Result<Adoption> adoption = adopt_one(workspace, desired, drift);
        if (adoption && !options.dry_run)
            if (Result<void> written = write(workspace, *adoption); !written)
                adoption = std::unexpected(written.error());
        if (!adoption) {
            console.err(
                concat("nagaya: ", visible(drift.subject), " is not adopted: ", safe_text(adoption.error()), "\n"));
            ++adopted.refused;
            continue;
        }
        console.out(concat(adoption->path, adoption->is_new ? " (new)\n" : "\n"));
        const std::string diff = unified_diff(adoption->before, adoption->after);
        for (const std::string_view line : split(trim(diff), '\n')) console.out(concat("  ", visible(line), "\n"));
        ++adopted.taken;
        if (adoption->is_new) adopted.drop_ins.push_back(drift);
    }
}

}  // namespace

int adopt(const AdoptOptions& options, Console& console) {
    int exit_code = exit_ok;
    auto workspace = open_checked(options.where, console, exit_code);
    if (!workspace) return exit_code;
    const model::Host* host = choose_host(*workspace, options.where, console);
    if (!host) return exit_usage;
    const auto address = address_of(*host, options.where);
    if (!address) return tell(address.error(), console);
    const Result<DriftReport> report = drift_of(*workspace, *address, console);
    if (!report) return tell(report.error(), console);
    for (const std::string& word : options.subjects) {
        if (std::ranges::any_of(report->drifts, [&](const Drift& drift) { return means(word, drift); })) continue;
        console.err(concat("nagaya: nothing on the host differs that is called `", visible(word),
                           "`\nhelp: `nagaya drift` lists what does\n"));
        return exit_usage;
    }
    Adopted adopted;
    adopt_all(options, *workspace, *host, *report, adopted, console);
    const std::string_view verb = options.dry_run ? "would be changed" : "changed";
    console.out(concat(plural(adopted.taken, "file"), " of the site ", verb, "\n"));
    if (adopted.taken > 0 && !options.dry_run) {
        console.err("help: look at it, then `nagaya apply` makes the host and the site agree\n");
        tell_rest(options, host->name, adopted.drop_ins, console);
    }
    return adopted.refused > 0 ? exit_findings : exit_ok;
}

}  // namespace nagaya::app
