#include "app/preview.hpp"

#include <map>

#include "app/disk_files.hpp"
#include "app/plan.hpp"
#include "base/json.hpp"
#include "base/text.hpp"
#include "host/safe_files.hpp"
#include "quadlet/generator.hpp"

namespace nagaya::app {
std::optional<quadlet::Release> release_for(std::string_view wish, Console& console) {
    auto release = quadlet::parse_release(wish);
    if (!release)
        console.err(concat("nagaya: `", visible(wish),
                           "` is no release of Podman with Quadlets\nhelp: 5.4, 5.8, or one in full, such as 5.5.2\n"));
    return release;
}

namespace {

constexpr std::string_view system_directory = "/etc/containers/systemd/";
constexpr std::string_view users_directory = "/etc/containers/systemd/users/";

struct Shown {
    std::string name;
    std::string source;  ///< the Quadlet file it is made from; "" for a plain unit
    std::string account;
    std::string text;
    std::vector<quadlet::Link> links;
};

struct Preview {
    quadlet::Release release;
    std::vector<Shown> units;
    std::vector<quadlet::Remark> messages;
    bool failed = false;

    void take(quadlet::Outcome outcome, const std::string& account,
              const std::function<bool(const std::string&)>& wanted) {
        failed = failed || outcome.failed;
        for (auto& unit : outcome.units)
            if (wanted(unit.source))
                units.push_back({std::move(unit.name), std::move(unit.source), account, std::move(unit.text),
                                 std::move(unit.links)});
        for (auto& remark : outcome.log.remarks)
            if (remark.kind != quadlet::Remark::Kind::debug && remark.text != "processing encountered some errors")
                messages.push_back(std::move(remark));
    }
};

quadlet::Request request_for(quadlet::Release release, bool user, std::string directory) {
    return {.release = release, .around = {.user = user, .unit_dirs = std::move(directory)}, .debug = false};
}

/// "901" of …/users/901/web.container, "" of a system-level file.
std::string owner_of(std::string_view path) {
    if (!path.starts_with(users_directory)) return {};
    path.remove_prefix(users_directory.size());
    return std::string(path.substr(0, path.find('/')));
}

bool is_plain_unit(std::string_view path) {
    if (path.find("/systemd/user/") == std::string_view::npos && !path.starts_with("/etc/systemd/system/"))
        return false;
    constexpr std::string_view types[] = {".service", ".timer", ".socket",    ".path",
                                          ".target",  ".mount", ".automount", ".slice"};
    return std::ranges::any_of(types, [&](std::string_view type) { return path.ends_with(type); });
}

/// Everything of one manager at a time, since Quadlet files refer to each other.
void preview_host(const state::HostState& desired, std::string_view service, Preview& preview) {
    std::map<std::string, std::map<std::string, std::string>> files;
    std::map<std::string, std::string> service_of;
    std::map<std::string, std::string> accounts;
    for (const auto& [id, resource] : desired.resources()) {
        if (const auto* account = std::get_if<state::Account>(&resource.value))
            accounts[concat(account->uid)] = account->name;
        const auto* file = std::get_if<state::File>(&resource.value);
        if (file == nullptr || file->content.is_secret()) continue;
        if (id.name.starts_with(system_directory)) {
            files[owner_of(id.name)][id.name] = file->content.bytes_to_write();
            service_of[id.name] = resource.service;
        } else if (is_plain_unit(id.name) && (service.empty() || resource.service == service)) {
            const auto name = id.name.substr(id.name.rfind('/') + 1);
            preview.units.push_back({name,
                                     "",
                                     id.name.starts_with("/etc/") ? "root" : resource.service,
                                     file->content.bytes_to_write(),
                                     {}});
        }
    }
    const auto is_wanted = [&](const std::string& source) { return service.empty() || service_of[source] == service; };
    for (auto& [owner, own] : files) {
        // What the generator says of the files of other accounts is not asked for.
        if (std::ranges::none_of(own, [&](const auto& file) { return is_wanted(file.first); })) continue;
        const auto directory = owner.empty() ? std::string("/etc/containers/systemd") : concat(users_directory, owner);
        quadlet::MemoryFiles memory(std::move(own));
        preview.take(quadlet::generate(request_for(preview.release, !owner.empty(), directory), memory),
                     owner.empty() ? "root" : accounts[owner], is_wanted);
    }
}

/// Writes units as text, a part at a time: previews of large directories are not kept in memory.
class UnitWriter {
public:
    explicit UnitWriter(Console& console) : console_(console) {}
    ~UnitWriter() { console_.out(text_); }
    UnitWriter(const UnitWriter&) = delete;
    UnitWriter& operator=(const UnitWriter&) = delete;

    void write(std::string_view name, std::string_view account, std::string_view source, std::string_view text,
               const std::vector<quadlet::Link>& links) {
        append(first_ ? "" : "\n", "# ");
        first_ = false;
        text_ += name;
        if (!account.empty()) append(" of ", account);
        if (!source.empty()) append(", from ", source);
        append("\n", text);
        for (const auto& link : links) {
            append("# enabled by ", link.path);
            text_ += '\n';
        }
        if (text_.size() < print_at) return;
        console_.out(text_);
        text_.clear();
    }

private:
    void append(std::string_view first, std::string_view second) {
        text_ += first;
        text_ += second;
    }

    static constexpr size_t print_at = 1 << 16;
    Console& console_;
    std::string text_;
    bool first_ = true;
};

Json json_of(const Preview& preview) {
    JsonArray units;
    for (const Shown& unit : preview.units) {
        JsonArray links;
        for (const auto& link : unit.links) links.push_back(JsonObject{{"path", link.path}, {"target", link.target}});
        units.push_back(JsonObject{{"name", unit.name},
                                   {"account", unit.account},
                                   {"source", unit.source},
                                   {"text", unit.text},
                                   {"links", std::move(links)}});
    }
    JsonArray messages;
    for (const auto& remark : preview.messages)
        messages.push_back(JsonObject{{"kind", remark.kind == quadlet::Remark::Kind::error ? "error" : "warning"},
                                      {"text", remark.text}});
    return JsonObject{{"version", 1},
                      {"podman", quadlet::print(preview.release)},
                      {"units", std::move(units)},
                      {"messages", std::move(messages)}};
}

/// What is said after the units.
int end_of(const Preview& preview, Format format, Console& console) {
    for (const auto& remark : preview.messages) {
        if (format == Format::json) break;
        const bool error = remark.kind == quadlet::Remark::Kind::error;
        for (const auto line : split(remark.text, '\n'))
            console.err(concat(error ? "error" : "warning", ": podman ", quadlet::print(preview.release), ": ",
                               visible(line), "\n"));
    }
    return preview.failed ? exit_findings : exit_ok;
}

int show(const Preview& preview, Format format, Console& console) {
    if (format == Format::json) {
        console.out(print_json(json_of(preview), JsonStyle::indented) + "\n");
    } else {
        UnitWriter writer(console);
        for (const Shown& unit : preview.units)
            writer.write(unit.name, unit.account, unit.source, unit.text, unit.links);
    }
    return end_of(preview, format, console);
}

int preview_directory(const PreviewOptions& options, Console& console) {
    const auto release = release_for(options.podman.empty() ? "5.4" : options.podman, console);
    if (!release) return exit_usage;
    DiskFiles files;
    // Files refer to each other, so those beside a file are read too.
    const bool is_file = !files.is_directory(options.subject) && host::exists(options.subject);
    const size_t slash = options.subject.rfind('/');
    const std::string place = !is_file                     ? options.subject
                              : slash == std::string::npos ? "."
                                                           : options.subject.substr(0, slash + 1);
    const auto directory = files.real_path(place);
    if (!directory) return tell({ErrorKind::io, directory.error().message}, console);
    Preview preview{.release = *release, .units = {}, .messages = {}};
    const auto request = request_for(*release, !options.system, *directory);
    const std::string file = is_file ? concat(*directory, "/", options.subject.substr(slash + 1)) : "";
    const auto is_wanted = [&](const std::string& source) { return !is_file || source == file; };
    if (options.format == Format::json) {
        preview.take(quadlet::generate(request, files), "", is_wanted);
        return show(preview, options.format, console);
    }
    {
        UnitWriter writer(console);
        const auto write = [&](const quadlet::GeneratedUnit& unit, quadlet::Outcome&) {
            if (is_wanted(unit.source)) writer.write(unit.name, "", unit.source, unit.text, unit.links);
        };
        preview.take(quadlet::generate(request, files, {.take = write}), "", {});
    }
    return end_of(preview, options.format, console);
}

/// Is the finding about the service, or about what all services share?
bool concerns(const Workspace& site, const Diagnostic& finding, const std::string& service) {
    if (service.empty() || static_cast<size_t>(finding.at.file) >= site.sources.size()) return true;
    const std::string_view shown = site.sources.path(finding.at.file);
    return !shown.starts_with("services/") || shown.starts_with(concat("services/", service, "/"));
}

}  // namespace

int preview(const PreviewOptions& options, Console& console) {
    const auto& subject = options.subject;
    const bool path = subject.find('/') != std::string::npos || subject == "." || subject == "..";
    if (path || (!is_site(options.where.site) && !subject.empty() && host::exists(subject)))
        return preview_directory(options, console);
    auto opened = open_site(options.where.site, options.where.host, options.where.secrets);
    if (!opened) return tell(opened.error(), console);
    const auto& workspace = *opened;
    const bool names_service = !subject.empty() && is_site(options.where.site);
    if (names_service && !services_exist({subject}, workspace->site, console)) return exit_usage;
    check(*workspace);
    workspace->report.remove_if([&](const Diagnostic& finding) { return !concerns(*workspace, finding, subject); });
    if (workspace->report.has_errors()) {
        console.err(render_text(workspace->sources, workspace->report, {.colour = console.err_colour}));
        return exit_findings;
    }
    const model::Host* host = choose_host(*workspace, options.where, console);
    if (host == nullptr) return exit_usage;
    if (!subject.empty() && !services_on_host({subject}, workspace->site, *host, console)) return exit_usage;
    const auto& said = host->podman.value;
    const auto release = release_for(!options.podman.empty() ? options.podman : said.empty() ? "5.4" : said, console);
    if (!release) return exit_usage;
    Preview preview{.release = *release, .units = {}, .messages = {}};
    preview_host(lower(*workspace, *host), subject, preview);
    return show(preview, options.format, console);
}

}  // namespace nagaya::app
