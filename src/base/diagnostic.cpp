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
    const auto parts = [](const Diagnostic& d) { return std::tie(d.code, d.severity, d.message, d.help); };
    const auto equal = [](const auto& x, const auto& y) { return same(x, y); };
    return a.at == b.at && parts(a) == parts(b) && std::ranges::equal(a.labels, b.labels, equal) &&
           std::ranges::equal(a.fixes, b.fixes, equal);
}

/// The slot to begin with among `slots`, a power of two. Repeats have the same; what else has it is told apart by `same`.
size_t slot_of(const Diagnostic& diagnostic, size_t slots) {
    const uint64_t place = (uint64_t{std::to_underlying(diagnostic.at.file)} << 32) | diagnostic.at.begin;
    // Findings about no file have one place; their words differ.
    const uint64_t mixed = (place ^ std::hash<std::string_view>{}(diagnostic.message)) * 0x9e3779b97f4a7c15U;
    return static_cast<size_t>(mixed >> 32) & (slots - 1);
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

bool Report::is_repeat(const Diagnostic& diagnostic) const {
    if (index_.empty()) return false;
    for (size_t slot = slot_of(diagnostic, index_.size()); index_[slot] != 0; slot = (slot + 1) & (index_.size() - 1))
        if (same(kept_[index_[slot] - 1], diagnostic)) return true;
    return false;
}

void Report::index(uint32_t number) {
    size_t slot = slot_of(kept_[number], index_.size());
    while (index_[slot] != 0) slot = (slot + 1) & (index_.size() - 1);
    index_[slot] = number + 1;
}

void Report::index_all(size_t slots) {
    index_.assign(slots, 0);
    for (size_t i = 0; i < kept_.size(); ++i) index(static_cast<uint32_t>(i));
}

// Repeats are merged here, so that the counts agree with what is shown.
void Report::keep(Diagnostic diagnostic) {
    constexpr size_t fewest_slots = 64;
    const auto level = static_cast<size_t>(diagnostic.severity);
    if (is_repeat(diagnostic)) return;
    ++counts_[level];
    if (kept_counts_[level] >= most_) {
        ++dropped_;
        return;
    }
    ++kept_counts_[level];
    kept_.push_back(std::move(diagnostic));
    if (2 * kept_.size() > index_.size())
        index_all(std::max(fewest_slots, 2 * index_.size()));
    else
        index(static_cast<uint32_t>(kept_.size() - 1));
}

void Report::rewrite(const std::function<bool(Diagnostic&)>& change) {
    index_.assign(index_.size(), 0);
    for (size_t level = 0; level < counts_.size(); ++level) counts_[level] -= std::exchange(kept_counts_[level], 0);
    std::vector<Diagnostic> before = std::exchange(kept_, {});
    kept_.reserve(before.size());
    for (Diagnostic& diagnostic : before)
        if (change(diagnostic)) keep(std::move(diagnostic));
}

void Report::remove_if(const std::function<bool(const Diagnostic&)>& unwanted) {
    const auto goes = [&](const Diagnostic& diagnostic) {
        if (!unwanted(diagnostic)) return false;
        const auto level = static_cast<size_t>(diagnostic.severity);
        --counts_[level];
        --kept_counts_[level];
        return true;
    };
    if (std::erase_if(kept_, goes) > 0) index_all(index_.size());
}

void Report::keep_at_most(size_t most) {
    most_ = most;
    if (std::ranges::any_of(kept_counts_, [&](size_t count) { return count > most; }))
        rewrite([](const Diagnostic&) { return true; });
}

std::vector<const Diagnostic*> Report::in_order(const Sources& sources, Severity least) const {
    const auto path = [&](const Diagnostic& d) {
        return static_cast<size_t>(d.at.file) < sources.size() ? sources.path(d.at.file) : std::string_view();
    };
    const auto before = [&](const Diagnostic* a, const Diagnostic* b) {
        return std::tuple(path(*a), a->at.begin, a->code, std::string_view(a->message), a->at.end) <
               std::tuple(path(*b), b->at.begin, b->code, std::string_view(b->message), b->at.end);
    };
    std::vector<const Diagnostic*> order;
    for (const Diagnostic& diagnostic : kept_)
        if (diagnostic.severity <= least) order.push_back(&diagnostic);
    std::ranges::stable_sort(order, before);
    return order;
}

std::vector<Diagnostic> Report::sorted(const Sources& sources, Severity least) const {
    std::vector<Diagnostic> out;
    for (const Diagnostic* diagnostic : in_order(sources, least)) out.push_back(*diagnostic);
    return out;
}

}  // namespace nagaya
