#include "base/diagnostic.hpp"

#include <algorithm>
#include <tuple>

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

}  // namespace

std::string_view name(Severity severity) {
    switch (severity) {
        case Severity::error: return "error";
        case Severity::warning: return "warning";
        case Severity::note: return "note";
    }
    return "error";
}

// Repeats are merged here, so that the counts agree with what is shown. The search is short: `limit` bounds it.
void Report::add(Diagnostic diagnostic) {
    const auto is_repeat = [&](const Diagnostic& kept) { return same(kept, diagnostic); };
    if (kept_.size() < limit && std::ranges::any_of(kept_, is_repeat)) return;
    if (diagnostic.severity == Severity::error) ++errors_;
    if (diagnostic.severity == Severity::warning) ++warnings_;
    if (kept_.size() < limit) {
        kept_.push_back(std::move(diagnostic));
    } else {
        ++dropped_;
    }
}

std::vector<Diagnostic> Report::sorted(const Sources& sources) const {
    const auto path = [&](const Diagnostic& d) {
        return static_cast<size_t>(d.at.file) < sources.size() ? sources.path(d.at.file) : std::string_view();
    };
    const auto before = [&](const Diagnostic& a, const Diagnostic& b) {
        return std::tuple(path(a), a.at.begin, a.code, std::string_view(a.message), a.at.end) <
               std::tuple(path(b), b.at.begin, b.code, std::string_view(b.message), b.at.end);
    };
    std::vector<Diagnostic> out = kept_;
    std::ranges::stable_sort(out, before);
    return out;
}

}  // namespace nagaya
