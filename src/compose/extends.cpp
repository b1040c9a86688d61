// `extends`: a service takes what another has, of this file or of a second one.
#include <optional>

#include "base/text.hpp"
#include "compose/canonical.hpp"
#include "compose/loader.hpp"
#include "compose/merge.hpp"
#include "compose/short_forms.hpp"

namespace nagaya::compose {

namespace {

constexpr std::string_view code = "compose-extends";

}  // namespace

Value* Loader::Services::find(std::string_view name) {
    if (places.empty())
        for (size_t i = 0; i < value->entries.size(); ++i) places.emplace(value->entries[i].key, i);
    const auto found = places.find(name);
    return found != places.end() ? &value->entries[found->second].value : nullptr;
}

void Loader::Services::note(const std::vector<ResetPath>& all) {
    for (const auto& reset : all)
        if (reset.size() > 2 && reset[0] == "services") resets[reset[1]].emplace_back(reset.begin() + 2, reset.end());
}

void Loader::extend_all(Value& root, const std::string& path, const Scope& scope,
                        const std::vector<ResetPath>& resets) {
    Value* found = root.find("services");
    if (found == nullptr || !found->is_mapping()) return;
    Services services{.value = found, .places = {}, .resets = {}};
    services.note(resets);
    for (const auto& entry : found->entries)
        if (entry.value.is_mapping() && entry.value.find("extends") != nullptr)
            extend({.services = &services, .file = path, .name = entry.key}, scope);
}

/// From the service down to one that extends nothing, and then, from there up, each is laid on the one below it: a service that others
/// extend is extended once.
void Loader::extend(const Extended& service, const Scope& scope) {
    std::vector<Extended> chain;
    std::set<std::pair<std::string_view, std::string_view>> seen;
    Extended at = service;
    bool good = true;
    while (good) {
        const Value* value = at.services->find(at.name);
        const Value* extends = value != nullptr && value->is_mapping() ? value->find("extends") : nullptr;
        if (extends == nullptr || extends->is_broken() || extends->is_null()) break;
        if (!seen.emplace(at.file, at.name).second) {
            error(code, extends->at, concat("`", visible(at.name), "` extends itself, through other services"));
            good = false;
            break;
        }
        chain.push_back(at);
        const auto base = find_base(at, *extends, scope);
        good = base.has_value();
        at = base.value_or(at);
    }
    while (good && !chain.empty()) {
        good = lay_on(chain.back(), at);
        if (!good) break;
        at = chain.back();
        chain.pop_back();
    }
    // What cannot be extended was told, and is not asked again by those that extend it.
    for (const auto& link : chain) link.services->find(link.name)->erase("extends");
}

std::optional<Loader::Extended> Loader::find_base(const Extended& service, const Value& extends, const Scope& scope) {
    const std::string_view wanted = extends.is_text() ? extends.text : extends.text_of("service");
    if (wanted.empty()) {
        error(code, extends.at, concat("`services.", visible(service.name), ".extends` names no `service`"));
        return std::nullopt;
    }
    Extended base{.services = service.services, .file = service.file, .name = wanted};
    if (const Value* file = extends.find("file"); file != nullptr && file->is_text()) {
        if (is_remote(file->text)) {
            error(code, file->at, concat("`", visible(file->text), "` is on another machine, which is not asked"),
                  "fetch the file and name it by its path");
            return std::nullopt;
        }
        base.file = project_.texts.keep(join_path(scope.directory, file->text));
        base.services = base_file(std::string(base.file), scope, file->at);
        if (base.services == nullptr) return std::nullopt;
    }
    if (base.services->find(wanted) != nullptr) return base;
    error(code, extends.at,
          concat("`", visible(service.name), "` extends `", visible(wanted), "`, which ",
                 base.file == service.file ? "is not a service of this file" : "the other file has not"));
    return std::nullopt;
}

bool Loader::lay_on(const Extended& service, const Extended& extended) {
    Value& over = *service.services->find(service.name);
    const Value& base = *extended.services->find(extended.name);
    if (!base.is_mapping()) return true;
    if (!take_values(base)) {
        error(code, over.find("extends")->at, "there are too many values once services are extended",
              "extend fewer services");
        return false;
    }
    Value merged = base;
    if (const auto resets = service.services->resets.find(service.name); resets != service.services->resets.end())
        apply_resets(merged, resets->second);
    merged.at = over.at;
    merge_service(merged, std::move(over), project_.texts, report_);
    merged.erase("extends");
    over = std::move(merged);
    return true;
}

bool Loader::take_values(const Value& value) {
    if (values_left_ == 0) return false;
    --values_left_;
    for (const auto& entry : value.entries)
        if (!take_values(entry.value)) return false;
    for (const auto& item : value.items)
        if (!take_values(item)) return false;
    return true;
}

Loader::Services* Loader::base_file(const std::string& path, const Scope& scope, Span asked) {
    const auto key = std::pair(scope.environment, path);
    if (const auto known = bases_.find(key); known != bases_.end())
        return known->second.value.entries.empty() ? nullptr : &known->second.services;
    const auto* found = tree(path, &asked);
    if (found == nullptr) return nullptr;
    Value file = Value::of_mapping({});
    Base& made = bases_[key];
    made.services.value = &made.value;
    for (const auto* root : found->documents()) {
        auto document = decode_yaml(*root, project_.texts, report_, values_left_);
        if (!document || !document->root.is_mapping()) return nullptr;
        interpolate_document(document->root, scope);
        apply_resets(file, document->resets);
        merge_file(file, std::move(document->root), project_.texts, report_);
        drop_repeats(file, report_);
        make_canonical(file, !options_.interpolate, project_.texts, report_);
        drop_repeats(file, report_);
        made.services.resets.clear();
        made.services.note(document->resets);
    }
    resolve_paths(file, parent_path(path), options_.home, project_.texts, report_);
    Value* services = file.find("services");
    if (services == nullptr || !services->is_mapping()) {
        error(code, asked, concat("`", visible(files_.shown(path)), "` has no services"));
        return nullptr;
    }
    made.value = std::move(*services);
    return &made.services;
}

}  // namespace nagaya::compose
