#include "base/fixes.hpp"

#include <algorithm>
#include <map>

namespace nagaya {

namespace {

/// What is written into one file, by place. No two of them touch.
class Edits {
public:
    /// Is it free, or there already?
    bool takes(const Fix& fix) const {
        const auto at = edits_.lower_bound(fix.at.begin);
        if (at != edits_.end() && is_same(*at, fix)) return true;
        // The next one must begin behind it, and the one before must end in front of it. Two that meet in a point are refused
        // too, when one of them only inserts there: their order would be chance.
        if (at != edits_.end() && at->first < std::max(fix.at.end, fix.at.begin + 1)) return false;
        if (at != edits_.end() && at->first == fix.at.end && at->second->at.end == at->first) return false;
        if (at == edits_.begin()) return true;
        const Fix& before = *std::prev(at)->second;
        return before.at.end < fix.at.begin || (before.at.end == fix.at.begin && fix.at.begin != fix.at.end);
    }
    void add(const Fix& fix) { edits_.emplace(fix.at.begin, &fix); }
    /// Takes it out again; the same fix of another finding stays.
    void remove(const Fix& fix) {
        const auto at = edits_.find(fix.at.begin);
        if (at != edits_.end() && at->second == &fix) edits_.erase(at);
    }

    /// In a file whose first line ends in CRLF, new lines end so too.
    std::string write(std::string_view text) const {
        const size_t first = text.find('\n');
        const bool crlf = first != std::string_view::npos && first > 0 && text[first - 1] == '\r';
        std::string out;
        size_t done = 0;
        for (const auto& [begin, fix] : edits_) {
            out += text.substr(done, begin - done);
            for (const char c : fix->replacement) {
                if (crlf && c == '\n' && !out.ends_with('\r')) out += '\r';
                out += c;
            }
            done = fix->at.end;
        }
        return out += text.substr(done);
    }

private:
    static bool is_same(const std::pair<const uint32_t, const Fix*>& edit, const Fix& fix) {
        return edit.second->at == fix.at && edit.second->replacement == fix.replacement;
    }

    std::map<uint32_t, const Fix*> edits_;
};

bool in_scope(const Sources& sources, const Diagnostic& finding, FixScope scope) {
    return !finding.fixes.empty() && std::ranges::all_of(finding.fixes, [&](const Fix& fix) {
        const bool inside = static_cast<size_t>(fix.at.file) < sources.size() && fix.at.begin <= fix.at.end &&
                            fix.at.end <= sources.text(fix.at.file).size();
        return inside && (scope == FixScope::all || fix.safe);
    });
}

}  // namespace

Fixes apply_fixes(const Sources& sources, std::span<const Diagnostic> findings, FixScope scope) {
    Fixes out;
    std::map<FileId, Edits> files;
    for (const Diagnostic& finding : findings) {
        if (!in_scope(sources, finding, scope)) continue;
        // Its own fixes must not touch each other either, so each is in place before the next one is asked about.
        size_t added = 0;
        while (added < finding.fixes.size() && files[finding.fixes[added].at.file].takes(finding.fixes[added])) {
            files[finding.fixes[added].at.file].add(finding.fixes[added]);
            ++added;
        }
        if (added == finding.fixes.size()) {
            ++out.cured;
            continue;
        }
        ++out.left;
        for (const Fix& fix : std::span(finding.fixes).first(added)) files[fix.at.file].remove(fix);
    }
    for (const auto& [file, edits] : files) {
        std::string text = edits.write(sources.text(file));
        if (text != sources.text(file)) out.files.push_back({.file = file, .text = std::move(text)});
    }
    return out;
}

}  // namespace nagaya
