#include "syntax/ignore_file.hpp"

#include <algorithm>

#include "base/text.hpp"

namespace nagaya::syntax {

namespace {

/// "./a//b/" and "/a/b" are "a/b", and ".." goes up as far as there is something.
std::string clean(std::string_view pattern) {
    std::vector<std::string> parts;
    for (const auto part : split(pattern, '/')) {
        if (part == ".." && !parts.empty())
            parts.pop_back();
        else if (!part.empty() && part != "." && part != "..")
            parts.emplace_back(part);
    }
    return join(parts, "/");
}

}  // namespace

IgnoreFile::IgnoreFile(std::string_view text) {
    if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
    for (auto line : split(text, '\n')) {
        if (line.starts_with('#')) continue;
        line = trim(line);
        const bool taken_back = line.starts_with('!');
        if (taken_back) line = trim(line.substr(1));
        const std::string pattern = clean(line);
        if (pattern.empty()) continue;
        takes_back_ = takes_back_ || taken_back;
        patterns_.push_back({.taken_back = taken_back, .steps = read_steps(pattern)});
    }
}

std::vector<IgnoreFile::Step> IgnoreFile::read_steps(std::string_view text) {
    std::vector<Step> steps;
    for (size_t i = 0; i < text.size(); ++i) {
        const auto rest = text.substr(i);
        if (rest.starts_with("**/")) {
            steps.push_back({.kind = Step::Kind::directories});
            i += 2;
        } else if (rest.starts_with("**")) {
            steps.push_back({.kind = Step::Kind::all});
            ++i;
        } else if (rest[0] == '*') {
            steps.push_back({.kind = Step::Kind::part});
        } else if (rest[0] == '?') {
            steps.push_back({.kind = Step::Kind::any});
        } else if (const size_t end = rest.find(']', 2); rest[0] == '[' && end != std::string_view::npos) {
            Step step{.kind = Step::Kind::set};
            std::string_view inner = rest.substr(1, end - 1);
            step.negated = inner.starts_with('^');
            if (step.negated) inner.remove_prefix(1);
            for (size_t at = 0; at < inner.size(); ++at) {
                const bool range = at + 2 < inner.size() && inner[at + 1] == '-';
                step.set += {inner[at], range ? inner[at + 2] : inner[at]};
                if (range) at += 2;
            }
            steps.push_back(std::move(step));
            i += end;
        } else {
            if (rest[0] == '\\' && rest.size() > 1) ++i;
            steps.push_back({.kind = Step::Kind::byte, .byte = text[i]});
        }
    }
    return steps;
}

bool IgnoreFile::is_byte(const Step& step, char byte) {
    if (step.kind == Step::Kind::byte) return step.byte == byte;
    if (byte == '/') return false;
    if (step.kind == Step::Kind::any) return true;
    bool inside = false;
    for (size_t i = 0; i + 1 < step.set.size(); i += 2)
        inside = inside || (step.set[i] <= byte && byte <= step.set[i + 1]);
    return inside != step.negated;
}

/// Keeps every step that the bytes so far may have led to, so that no pattern takes more than its length times the path's.
bool IgnoreFile::fits(const std::vector<Step>& steps, std::string_view path) {
    using Kind = Step::Kind;
    std::vector<bool> now(steps.size() + 1);
    // A star may stand for nothing.
    const auto reach = [&](std::vector<bool>& reached, size_t step) {
        for (;; ++step) {
            reached[step] = true;
            const bool star = step < steps.size() && steps[step].kind >= Kind::part;
            if (!star) return;
        }
    };
    reach(now, 0);
    for (const char byte : path) {
        std::vector<bool> next(steps.size() + 1);
        for (size_t i = 0; i < steps.size(); ++i) {
            if (!now[i]) continue;
            const Kind kind = steps[i].kind;
            if (kind == Kind::all || (kind == Kind::part && byte != '/')) {
                reach(next, i);
            } else if (kind == Kind::directories) {
                next[i] = true;
                if (byte == '/') reach(next, i + 1);
            } else if (kind != Kind::part && is_byte(steps[i], byte)) {
                reach(next, i + 1);
            }
        }
        now = std::move(next);
    }
    return now[steps.size()];
}

bool IgnoreFile::ignores(std::string_view path) const {
    bool ignored = false;
    for (const auto& pattern : patterns_) {
        if (pattern.taken_back != ignored) continue;  // it would change nothing
        for (size_t end = path.find('/');; end = path.find('/', end + 1)) {
            if (fits(pattern.steps, path.substr(0, end))) {
                ignored = !ignored;
                break;
            }
            if (end == std::string_view::npos) break;
        }
    }
    return ignored;
}

}  // namespace nagaya::syntax
