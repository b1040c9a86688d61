// systemd.quadlets: files where Podman's generator looks for them.
#include "butane/quadlets.hpp"

#include "base/text.hpp"
#include "butane/node_index.hpp"
#include "butane/translation.hpp"
#include "ignition/clean_path.hpp"

namespace nagaya::butane {

namespace {

using ignition::Place;
using ignition::Step;

constexpr std::string_view exists = "matching filesystem node has existing contents or different type";

bool given(const Text& text) { return text && !text->empty(); }

std::string destination(bool rootful, std::string_view name) {
    std::string_view directory = rootful ? "/etc/containers/systemd" : "/etc/containers/systemd/users";
    return ignition::clean_path(concat(directory, "/", name));
}

}  // namespace

std::optional<std::string> quadlet_template(std::string_view name) {
    size_t at = name.find('@');
    size_t dot = name.rfind('.');
    if (at == std::string_view::npos || dot == std::string_view::npos || at + 1 == dot) return std::nullopt;
    return concat(name.substr(0, at), "@.", name.substr(dot + 1));
}

bool is_quadlet_name(std::string_view name) {
    for (std::string_view end : {".container", ".volume", ".network", ".kube", ".image", ".build", ".pod", ".artifact"})
        if (name.ends_with(end)) return true;
    return false;
}

void Translation::add_quadlets() {
    if (file_.systemd.quadlets.empty()) return;
    NodeIndex nodes(config_.storage);
    Origins origins;
    Place root;
    Place systemd = root.in("systemd");
    Place list = systemd.in("quadlets");
    auto note = [&](std::string_view kind, size_t index, std::initializer_list<std::string_view> more,
                    const ignition::Path& source) {
        ignition::Path path = {Step::of("storage"), Step::of(kind), Step::of(index)};
        for (std::string_view name : more) path.push_back(Step::of(name));
        origins[std::move(path)] = {.source = source};
    };
    auto add_file = [&](const Text& written, const Text& local, std::string path, const Place& place) {
        if (nodes.has(path)) {
            error(place, std::string(exists));
            return;
        }
        size_t index = nodes.add(ignition::File{.path = std::move(path)});
        note("files", index, {}, place.path());
        note("files", index, {"path"}, place.in("name").path());
        std::string bytes = written.value_or("");
        if (given(local) && !given(written)) {
            auto read = read_local(files_, *local);
            if (!read) {
                error(place.in("contents_local"), std::move(read.error()));
                return;
            }
            bytes = std::move(*read);
        }
        ignition::File& file = config_.storage.files[index];
        file.contents = ignition::data_resource(bytes, compress());
        file.mode = 0644;
        std::string_view from = given(written) ? "contents" : given(local) ? "contents_local" : "";
        ignition::Path source = from.empty() ? ignition::Path() : place.in(from).path();
        note("files", index, {"contents", "source"}, source);
        note("files", index, {"contents"}, source);
        note("files", index, {"contents", "compression"}, place.path());
    };
    for (size_t index = 0; index < file_.systemd.quadlets.size(); ++index) {
        const Quadlet& quadlet = file_.systemd.quadlets[index];
        Place place = list.in(index);
        std::string path = destination(quadlet.rootful, quadlet.name);
        if (auto base = quadlet_template(quadlet.name); !base) {
            add_file(quadlet.contents, quadlet.contents_local, path, place);
        } else if (nodes.has(path)) {
            error(place, std::string(exists));
        } else {
            size_t link = nodes.add(ignition::Link{.path = path, .target = std::move(*base)});
            note("links", link, {}, place.path());
            note("links", link, {"path"}, place.in("name").path());
        }
        Place dropins = place.in("dropins");
        for (size_t dropin = 0; dropin < quadlet.dropins.size(); ++dropin) {
            const Dropin& from = quadlet.dropins[dropin];
            add_file(from.contents, from.contents_local, concat(path, ".d/", from.name), dropins.in(dropin));
        }
    }
    provenance_.add(std::move(origins));
}

}  // namespace nagaya::butane
