// `extends`: a service takes what another has, of this file or of a second one.
#include "base/text.hpp"
#include "compose/canonical.hpp"
#include "compose/loader.hpp"
#include "compose/merge.hpp"
#include "compose/short_forms.hpp"

namespace nagaya::compose {

namespace {

constexpr std::string_view code = "compose-extends";

}  // namespace

void Loader::extend_all(Value& root, const std::string& path, const Scope& scope,
                        const std::vector<ResetPath>& resets) {
    Value* services = root.find("services");
    if (services == nullptr || !services->is_mapping()) return;
    for (size_t i = 0; i < services->entries.size(); ++i) {
        const auto& service = services->entries[i];
        if (service.value.is_mapping() && service.value.find("extends") != nullptr)
            extend(*services, service.key, path, scope, resets, nullptr);
    }
}

bool Loader::extend(Value& services, std::string_view name, const std::string& path, const Scope& scope,
                    const std::vector<ResetPath>& resets, const Link* chain) {
    Value* service = services.find(name);
    if (service == nullptr || !service->is_mapping()) return service != nullptr;
    const Value* extends = service->find("extends");
    if (extends == nullptr || extends->is_broken() || extends->is_null()) return true;
    const Span at = extends->at;
    size_t depth = 0;
    for (const auto* link = chain; link != nullptr; link = link->before, ++depth)
        if ((link->file == path && link->service == name) || depth > 100) {
            error(code, at, concat("`", visible(name), "` extends itself, through other services"));
            service->erase("extends");
            return false;
        }
    const Link link{path, name, chain};
    const std::string_view wanted = extends->is_text() ? extends->text : extends->text_of("service");
    if (wanted.empty()) {
        error(code, at, concat("`services.", visible(name), ".extends` names no `service`"));
        return false;
    }
    std::string base_path = path;
    Value* from = &services;
    const std::vector<ResetPath>* base_resets = &resets;
    if (const Value* file = extends->find("file"); file != nullptr && file->is_text()) {
        if (is_remote(file->text)) {
            error(code, file->at, concat("`", visible(file->text), "` is on another machine, which is not asked"),
                  "fetch the file and name it by its path");
            return false;
        }
        base_path = join_path(scope.directory, file->text);
        Base* base = base_file(base_path, scope, file->at);
        if (base == nullptr) return false;
        from = &base->services;
        base_resets = &base->resets;
    }
    if (from->find(wanted) == nullptr) {
        error(code, at,
              concat("`", visible(name), "` extends `", visible(wanted), "`, which ",
                     base_path == path ? "is not a service of this file" : "the other file has not"));
        return false;
    }
    if (!extend(*from, wanted, base_path, scope, *base_resets, &link)) return false;
    service = services.find(name);
    const Value* base = from->find(wanted);
    if (!base->is_mapping()) return true;
    if (!take_values(*base)) {
        error(code, at, "there are too many values once services are extended", "extend fewer services");
        return false;
    }
    Value merged = *base;
    for (const auto& reset : resets) {
        if (reset.size() < 3 || reset[0] != "services" || reset[1] != name) continue;
        const ResetPath below(reset.begin() + 2, reset.end());
        apply_resets(merged, std::span(&below, 1));
    }
    merged.at = service->at;
    merge_service(merged, std::move(*service), project_.texts, report_);
    merged.erase("extends");
    *services.find(name) = std::move(merged);
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

Loader::Base* Loader::base_file(const std::string& path, const Scope& scope, Span asked) {
    if (const auto known = bases_.find(path); known != bases_.end()) return &known->second;
    const auto* found = tree(path, &asked);
    if (found == nullptr) return nullptr;
    Value file = Value::of_mapping({});
    Base made;
    for (const auto* root : found->documents()) {
        auto document = decode_yaml(*root, project_.texts, report_, values_left_);
        if (!document || !document->root.is_mapping()) return nullptr;
        interpolate_document(document->root, scope);
        apply_resets(file, document->resets);
        merge_file(file, std::move(document->root), project_.texts, report_);
        drop_repeats(file, report_);
        make_canonical(file, !options_.interpolate, project_.texts, report_);
        drop_repeats(file, report_);
        made.resets = std::move(document->resets);
    }
    resolve_paths(file, parent_path(path), options_.home, project_.texts, report_);
    Value* services = file.find("services");
    if (services == nullptr || !services->is_mapping()) {
        error(code, asked, concat("`", visible(files_.shown(path)), "` has no services"));
        return nullptr;
    }
    made.services = std::move(*services);
    return &bases_.emplace(path, std::move(made)).first->second;
}

}  // namespace nagaya::compose
