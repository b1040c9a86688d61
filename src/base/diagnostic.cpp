#include "base/diagnostic.hpp"

#include <algorithm>
#include <iterator>
#include <tuple>
#include <utility>

namespace nagaya {

namespace {

bool same(const Label& a, const Label& b) { return a.at == b.at && a.message == b.message; }
bool same(const Fix& a, const Fix& b) { return a.at == b.at && a.replacement == b.replacement; }

bool same(const Diagnostic& a, const Diagnostic& b) {
    const auto parts = [](const Diagnostic& d) { return std::tie(d.code, d.severity, d.message, d.at, d.help); };
    const auto equal = [](const auto& x, const auto& y) { return same(x, y); };
    return parts(a) == parts(b) && std::ranges::equal(a.labels, b.labels, equal) &&
           std::ranges::equal(a.fixes, b.fixes, equal);
}

/// Repeats have the same place; what else has it is told apart by `same`.
uint64_t place_of(const Diagnostic& diagnostic) {
    const uint64_t code = std::hash<std::string_view>{}(diagnostic.code);
    return ((uint64_t{std::to_underlying(diagnostic.at.file)} << 32) | diagnostic.at.begin) ^ (code << 1);
}

}  // namespace

std::string_view name(Severity severity) {
    switch (severity) {
        case Severity::error: return "error";
        case Severity::warning: return "warning";
        case Severity::note: return "note";
    }
    return "error";
}

void Report::add(Diagnostic diagnostic) {
    if (!refused_ || !refused_(diagnostic)) keep(std::move(diagnostic));
}

// Repeats are merged here, so that the counts agree with what is shown.
void Report::keep(Diagnostic diagnostic) {
    const auto level = static_cast<size_t>(diagnostic.severity);
    const uint64_t place = place_of(diagnostic);
    const auto [first, last] = places_.equal_range(place);
    if (std::any_of(first, last, [&](const auto& entry) { return same(kept_[entry.second], diagnostic); })) return;
    ++counts_[level];
    if (kept_counts_[level] >= most_) {
        ++dropped_;
        return;
    }
    ++kept_counts_[level];
    places_.emplace(place, static_cast<uint32_t>(kept_.size()));
    kept_.push_back(std::move(diagnostic));
}

void Report::rewrite(const std::function<bool(Diagnostic&)>& change) {
    places_.clear();
    for (size_t level = 0; level < counts_.size(); ++level) counts_[level] -= std::exchange(kept_counts_[level], 0);
    for (Diagnostic& diagnostic : std::exchange(kept_, {}))
        if (change(diagnostic)) keep(std::move(diagnostic));
}

void Report::remove_if(const std::function<bool(const Diagnostic&)>& unwanted) {
    rewrite([&](const Diagnostic& diagnostic) { return !unwanted(diagnostic); });
}

void Report::keep_at_most(size_t most) {
    most_ = most;
    rewrite([](const Diagnostic&) { return true; });
}

std::vector<Diagnostic> Report::sorted(const Sources& sources, Severity least) const {
    const auto path = [&](const Diagnostic& d) {
        return static_cast<size_t>(d.at.file) < sources.size() ? sources.path(d.at.file) : std::string_view();
    };
    const auto before = [&](const Diagnostic* a, const Diagnostic* b) {
        return std::tuple(path(*a), a->at.begin, a->code, std::string_view(a->message), a->at.end) <
               std::tuple(path(*b), b->at.begin, b->code, std::string_view(b->message), b->at.end);
    };
    // Pointers are sorted: a finding is large to move.
    std::vector<const Diagnostic*> order;
    for (const Diagnostic& diagnostic : kept_)
        if (diagnostic.severity <= least) order.push_back(&diagnostic);
    std::ranges::stable_sort(order, before);
    std::vector<Diagnostic> out;
    out.reserve(order.size());
    for (const Diagnostic* diagnostic : order) out.push_back(*diagnostic);
    return out;
}

}  // namespace nagaya
