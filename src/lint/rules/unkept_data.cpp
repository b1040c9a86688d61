#include <algorithm>

#include "base/text.hpp"
#include "lint/bind_mounts.hpp"
#include "lint/container.hpp"
#include "lint/context.hpp"
#include "lint/rule.hpp"
#include "syntax/made_file.hpp"

namespace nagaya::lint {
namespace {

/// Is the directory an argument of the command, such as `/data1` or `/data{1...4}`?
bool is_argument(const Context& context, const Unit& unit, std::string_view directory) {
    const syntax::UnitEntry* command = last_value(unit, "Container", "Exec");
    if (command == nullptr) return false;
    return std::ranges::any_of(words_at(context.sources(), command->value_at, "\"'"), [&](const Word& word) {
        const size_t brace = word.value.find('{');
        const std::string_view path = word.value.substr(0, brace);
        return path.starts_with('/') &&
               (lies_in(path, directory) || (brace != std::string_view::npos && directory.starts_with(path)));
    });
}

void check(const Context& context, const RuleInfo& info, Report& report) {
    each_container(context, [&](const Unit& unit) {
        const KnownImage* known = context.parts_of(unit).known_image;
        if (known == nullptr) return;
        bool kept =
            last_value(unit, "Container", "Mount") != nullptr || last_value(unit, "Container", "Tmpfs") != nullptr;
        for (const VolumeLine& volume : context.parts_of(unit).volumes)
            kept = kept || lies_in(known->state, volume.target) || lies_in(volume.target, known->state) ||
                   (known->named_in_command && is_argument(context, unit, volume.target));
        for (const Word& word : podman_arguments(context, unit))
            kept = kept || word.value.starts_with("-v") || word.value.starts_with("--volume") ||
                   word.value.starts_with("--mount") || word.value.starts_with("--tmpfs");
        if (kept) return;
        const bool cache = known->name == "redis" || known->name == "valkey/valkey";  // mostly nothing else
        report.add({.code = info.code,
                    .severity = cache ? Severity::note : info.severity,
                    .message = concat("what this image writes to `", known->state, "` is gone with the container"),
                    .at = last_value(unit, "Container", "Image")->value_at,
                    .help = syntax::is_made_path(context.sources().path(unit.source->file))
                                ? concat("add `volumes: [\"data:", known->state,
                                         "\"]` to the service, and `volumes: {data: }` to the file")
                                : concat("add `Volume=", unit.stem(), ".volume:", known->state, "`, with a file `",
                                         unit.stem(), ".volume`")});
    });
}

}  // namespace

extern const Rule unkept_data = {
    .info =
        {
            .code = "unkept-data",
            .summary = "an image keeps data in a directory that no volume holds",
            .why = "A container is made anew at each start, so what it wrote outside of volumes is gone. The program "
                   "of this image keeps\n"
                   "its data in one known directory: mount a volume or a directory of the host there.",
            .bad = R"(== nagaya.toml
[site]
name = "home"

== hosts/mouse.toml
services = ["web"]

== services/web/web.container
[Container]
Image=docker.io/library/caddy:2.8

[Install]
WantedBy=default.target
)",
            .good = R"(== nagaya.toml
[site]
name = "home"

== hosts/mouse.toml
services = ["web"]

== services/web/web.container
[Container]
Image=docker.io/library/caddy:2.8
Volume=data.volume:/data

[Install]
WantedBy=default.target

== services/web/data.volume
[Volume]
)",
            .severity = Severity::warning,
        },
    .check = check,
};

}  // namespace nagaya::lint
