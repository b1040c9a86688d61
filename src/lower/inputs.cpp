#include <algorithm>

#include "base/text.hpp"
#include "lower/lowering.hpp"
#include "lower/unit_name.hpp"

namespace nagaya::lower {

using state::Kind;
using state::ResourceId;

namespace {

bool ends_path(char c) {
    return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == ':' || c == '=' || c == ',' || c == ';' ||
           c == '"' || c == '\'' || c == '(' || c == ')' || c == '\\';
}

/// Does a path begin at `i`? Before it may stand the characters with which systemd marks a value that is a path, such as
/// "ExecStartPre=-/…" or "EnvironmentFile=-/…" (systemd.service(5), systemd.exec(5)).
bool begins_path(std::string_view text, size_t i) {
    constexpr std::string_view marks = "-@+!|:";
    while (i > 0 && marks.contains(text[i - 1])) --i;
    return i == 0 || ends_path(text[i - 1]);
}

/// Every absolute path that stands in the text, without "/" at its end.
std::set<std::string_view> paths_in(std::string_view text) {
    std::set<std::string_view> paths;
    size_t i = 0;
    while ((i = text.find('/', i)) != std::string_view::npos) {
        if (!begins_path(text, i)) {
            ++i;
            continue;
        }
        size_t end = i;
        while (end < text.size() && !ends_path(text[end])) ++end;
        std::string_view path = text.substr(i, end - i);
        while (path.size() > 1 && path.ends_with('/')) path.remove_suffix(1);
        paths.insert(path);
        i = end;
    }
    return paths;
}

class InputFinder {
public:
    explicit InputFinder(Lowering& lowering)
        : lowering_(lowering),
          root_(lowering.site.settings.install_root.value + "/"),
          secrets_(concat(model::volatile_secrets, '/', lowering.site.settings.prefix.value, '/')) {}

    void find() {
        for (const LoweredService& service : lowering_.services) {
            for (const LoweredUnit& unit : service.units) index_.emplace(unit.file_id(), &unit);
        }
        note_images();
        for (const LoweredService& service : lowering_.services) {
            for (const LoweredUnit& unit : service.units) {
                if (lowering_.state.find(unit.unit_id())) find_inputs(service, unit);
            }
        }
    }

private:
    /// What images each unit uses was found with the images.
    void note_images() {
        for (const auto& [id, users] : lowering_.state.used_by) {
            if (id.kind != Kind::image) continue;
            for (const ResourceId& user : users) images_[user].push_back(id);
        }
    }

    void find_inputs(const LoweredService& service, const LoweredUnit& unit) {
        inputs_.clear();
        unit_ = unit.unit_id();
        service_ = service.name();
        add(unit.file_id());
        for (const AppliedDropIn& drop_in : unit.drop_ins) add(drop_in.file);
        for (const ResourceId& image : images_[unit_]) add(image);
        scan(unit, unit.text);
        for (const AppliedDropIn& drop_in : unit.drop_ins) scan(unit, drop_in.text);

        state::Resource resource = *lowering_.state.find(unit_);
        std::get<state::Unit>(resource.value).inputs = std::move(inputs_);
        lowering_.state.put(unit_, std::move(resource));
    }

    void add(const ResourceId& id) {
        const state::Resource* resource = lowering_.state.find(id);
        if (!resource) return;
        if (const auto* file = std::get_if<state::File>(&resource->value)) {
            inputs_[state::input_label(*resource, service_)] = file->content.digest();
        } else if (const auto* image = std::get_if<state::Image>(&resource->value)) {
            inputs_[state::input_label(*resource, service_)] = image->reference;
        } else {
            return;
        }
        lowering_.state.used_by[id].insert(unit_);
    }

    void scan(const LoweredUnit& unit, std::string_view text) {
        for (const std::string_view path : paths_in(text)) add_path(path);
        if (unit.source->place == model::UnitPlace::quadlet) add_named_quadlets(unit, text);
    }

    /// The file at `path`, and every file below it. Of a directory that is not inside the install root, or among the secrets, only the file itself
    /// counts: whoever mounts "/" does not want to start anew with every change.
    void add_path(std::string_view path) {
        const ResourceId first{.kind = Kind::file, .scope = {}, .name = std::string(path)};
        add(first);
        const std::string_view top = path.starts_with(secrets_) ? std::string_view(secrets_) : root_;
        if (!path.starts_with(top) || path.size() == top.size()) return;
        const std::string below = first.name + "/";
        const auto& resources = lowering_.state.resources();
        for (auto found = resources.lower_bound({.kind = Kind::file, .scope = {}, .name = below});
             found != resources.end(); ++found) {
            if (found->first.kind != Kind::file || !found->first.name.starts_with(below)) break;
            // A build context is what an image is made of; the image's reference stands for it. What is published has units of
            // its own that tell the proxy.
            const std::string_view role = found->second.role;
            if (!role.starts_with("image/") && !role.starts_with("proxy/")) add(found->first);
        }
    }

    /// Quadlets that this one names ("Network=front.network:ip=…"): they stand in the same directory.
    void add_named_quadlets(const LoweredUnit& unit, std::string_view text) {
        for (size_t end = 0; !text.empty(); text.remove_prefix(std::min(end + 1, text.size()))) {
            end = std::min(text.find('\n'), text.size());
            const std::string_view line = text.substr(0, end);
            const size_t equals = line.find('=');
            if (equals == std::string_view::npos || line.starts_with('#') || line.starts_with(';')) continue;
            std::string_view value = trim(line.substr(equals + 1));
            value = value.substr(0, value.find_first_of(":, \t"));
            if (!is_quadlet(value) || value == unit.file_name) continue;
            const ResourceId file{.kind = Kind::file, .scope = {}, .name = concat(unit.directory, '/', value)};
            const auto named = index_.find(file);
            if (named == index_.end()) continue;
            add(file);
            for (const AppliedDropIn& drop_in : named->second->drop_ins) add(drop_in.file);
        }
    }

    Lowering& lowering_;
    std::string root_;
    std::string secrets_;
    std::map<ResourceId, const LoweredUnit*> index_;
    std::map<ResourceId, std::vector<ResourceId>> images_;  // unit → images
    ResourceId unit_;
    std::string service_;
    std::map<std::string, std::string> inputs_;
};

}  // namespace

void lower_inputs(Lowering& lowering) { InputFinder(lowering).find(); }

}  // namespace nagaya::lower
