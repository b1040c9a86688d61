#include "plan/before.hpp"

#include <algorithm>

namespace nagaya::plan {

using state::Kind;
using state::ResourceId;

namespace {

/// "localhost/web" of "localhost/web:1f2e…".
std::string_view repository_of(std::string_view reference) {
    const size_t slash = reference.rfind('/');
    const size_t mark = reference.find_first_of(":@", slash == std::string_view::npos ? 0 : slash);
    return reference.substr(0, mark);
}

class Noter {
public:
    explicit Noter(const state::HostState& observed) : observed_(observed) {}

    void note(Step& step) {
        step_ = &step;
        std::visit(*this, step.action);
    }

    void operator()(const SetAccounts& action) {
        for (const state::Account& account : action.accounts)
            add({.kind = Kind::account, .scope = {}, .name = account.name});
    }
    void operator()(const PutDirectory& action) { add_path(Kind::directory, action.path); }
    void operator()(const PutFile& action) { add_path(Kind::file, action.path); }
    void operator()(const PutSymlink& action) { add_path(Kind::symlink, action.path); }
    void operator()(const RemoveDirectory& action) { add_path(Kind::directory, action.path); }
    void operator()(const RemoveFile& action) {
        const bool link = observed_.find({.kind = Kind::symlink, .scope = {}, .name = action.path}) != nullptr;
        add_path(link ? Kind::symlink : Kind::file, action.path);
    }
    void operator()(const ChangeUnit& action) {
        add({.kind = Kind::unit, .scope = action.unit.account, .name = action.unit.name});
    }
    void operator()(const ProvideImage& action) {
        const state::Image& image = action.image;
        add({.kind = Kind::image, .scope = image.account, .name = image.reference});
        if (!image.also_tagged.empty()) add_former(image);
    }
    void operator()(const PurgeTree&) { step_->irrevocable = true; }
    void operator()(const PurgeAccount&) { step_->irrevocable = true; }
    void operator()(const auto&) {}  // waits, hooks and reloads replace nothing

private:
    void add(const ResourceId& id) {
        const state::Resource* found = observed_.find(id);
        step_->before.emplace_back(id, found ? std::optional(*found) : std::nullopt);
    }
    void add_path(Kind kind, const std::string& path) { add({.kind = kind, .scope = {}, .name = path}); }

    // The build takes names such as localhost/web:latest from the image that had them: that of the same repository.
    void add_former(const state::Image& image) {
        const std::string_view repository = repository_of(image.reference);
        const ResourceId first{.kind = Kind::image, .scope = image.account, .name = std::string(repository)};
        const auto& all = observed_.resources();
        for (auto found = all.lower_bound(first); found != all.end(); ++found) {
            const auto* former = std::get_if<state::Image>(&found->second.value);
            if (!former || former->account != image.account || !former->reference.starts_with(repository)) return;
            if (repository_of(former->reference) != repository || former->reference == image.reference) continue;
            state::Resource before = found->second;
            std::get<state::Image>(before.value).also_tagged = image.also_tagged;
            step_->before.emplace_back(found->first, std::move(before));
            return;
        }
    }

    const state::HostState& observed_;
    Step* step_ = nullptr;
};

}  // namespace

void note_before(std::vector<Step>& steps, const state::HostState& observed) {
    Noter noter(observed);
    bool purges = false;
    for (Step& step : steps) {
        noter.note(step);
        if (purges && !step.irrevocable) {
            const auto is_irrevocable = [&](uint32_t other) { return steps[other].irrevocable; };
            step.irrevocable =
                std::ranges::any_of(step.after, is_irrevocable) || std::ranges::any_of(step.follows, is_irrevocable);
        }
        purges = purges || step.irrevocable;
    }
}

}  // namespace nagaya::plan
