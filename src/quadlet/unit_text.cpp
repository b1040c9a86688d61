#include "quadlet/unit_text.hpp"

#include <algorithm>

#include "base/text.hpp"
#include "syntax/white_space.hpp"

namespace nagaya::quadlet {

constexpr size_t most_searched = 32;

/// One pass over the lines of a file.
class UnitParser {
public:
    UnitParser(std::string_view bytes, Arena& arena, bool colon_comments)
        : rest_(bytes.ends_with('\n') ? bytes.substr(0, bytes.size() - 1) : bytes),
          arena_(arena),
          colon_comments_(colon_comments) {}

    std::expected<UnitText, std::string> run() {
        bool more = !rest_.empty();
        while (more) {
            const size_t end = rest_.find('\n');
            more = end != std::string_view::npos;
            const auto line = trim_both(rest_.substr(0, end));
            if (more) rest_.remove_prefix(end + 1);
            ++number_;
            if (!take(line, !more)) return std::unexpected(std::move(error_));
        }
        // Without a section there is an empty one, and the remarks are lost.
        if (current_ == npos)
            ensure("");
        else
            flush();
        return std::move(unit_);
    }

private:
    static constexpr size_t npos = static_cast<size_t>(-1);

    bool is_comment(std::string_view line) const {
        return line.empty() || line[0] == '#' || line[0] == (colon_comments_ ? ':' : ';');
    }

    bool take(std::string_view line, bool last) {
        if (is_comment(line)) {
            // Inside a continuation it is skipped, and ends nothing: at the end of the file what was joined is lost.
            // A continuation of nothing, a backslash alone, is none.
            if (joined_.empty()) pending_.push_back(line);
            return true;
        }
        if (line.ends_with('\\')) {
            line.remove_suffix(1);
            if (!last) {
                joined_ += line;
                return true;
            }
        }
        if (joined_.empty()) return statement(line);
        joined_ += line;
        const auto whole = arena_.keep(joined_);
        joined_.clear();
        return statement(whole);
    }

    bool statement(std::string_view line) {
        if (is_comment(line)) {
            pending_.push_back(line);
            return true;
        }
        if (line[0] == '[') {
            const size_t end = line.find(']');
            if (end != std::string_view::npos && line.find_first_not_of(" \t", end + 1) == std::string_view::npos)
                return head(line.substr(1, end - 1));
        }
        const size_t equals = line.find('=');
        if (equals != std::string_view::npos && equals > 0) return entry(line, equals);
        error_ =
            concat("file contains line ", number_, ": “", line, "” which is not a key-value pair, group, or comment");
        return false;
    }

    bool head(std::string_view name) {
        const bool bad = std::ranges::any_of(
            name, [](char c) { return c == '[' || static_cast<unsigned char>(c) < 0x20 || c == 0x7f; });
        if (name.empty() || bad) {
            error_ = concat("invalid group name: ", name);
            return false;
        }
        current_ = ensure(name);
        // The printer puts one empty line between sections.
        auto begin = pending_.begin();
        if (begin != pending_.end() && begin->empty()) ++begin;
        auto& remarks = unit_.sections_[current_].remarks;
        remarks.insert(remarks.end(), begin, pending_.end());
        pending_.clear();
        return true;
    }

    bool entry(std::string_view line, size_t equals) {
        if (current_ == npos) {
            error_ = "key file does not start with a group";
            return false;
        }
        auto key = line.substr(0, equals);
        while (!key.empty() && syntax::is_space_byte(key.back())) key.remove_suffix(1);
        auto value = line.substr(equals + 1);
        while (!value.empty() && syntax::is_space_byte(value.front())) value.remove_prefix(1);
        flush();
        unit_.sections_[current_].lines.push_back({key, value});
        return true;
    }

    void flush() {
        for (const auto line : pending_) unit_.sections_[current_].lines.push_back({{}, line, true});
        pending_.clear();
    }

    size_t ensure(std::string_view name) { return static_cast<size_t>(&unit_.section(name) - unit_.sections_.data()); }

    std::string_view rest_;
    Arena& arena_;
    bool colon_comments_;
    size_t number_ = 0;
    std::string joined_;
    std::vector<std::string_view> pending_;
    UnitText unit_;
    size_t current_ = npos;
    std::string error_;
};

std::optional<std::string_view> Section::last(std::string_view key) const {
    for (auto line = lines.rbegin(); line != lines.rend(); ++line)
        if (line->is(key)) return line->value;
    return std::nullopt;
}

std::expected<UnitText, std::string> UnitText::parse(std::string_view bytes, Arena& arena, bool colon_comments) {
    return UnitParser(bytes, arena, colon_comments).run();
}

size_t UnitText::place_of(std::string_view name) const {
    if (!places_.empty()) {
        const auto found = places_.find(name);
        return found == places_.end() ? sections_.size() : found->second;
    }
    return static_cast<size_t>(std::ranges::find(sections_, name, &Section::name) - sections_.begin());
}

const Section* UnitText::find(std::string_view name) const {
    const size_t place = place_of(name);
    return place == sections_.size() ? nullptr : &sections_[place];
}

Section& UnitText::section(std::string_view name) {
    const size_t place = place_of(name);
    if (place < sections_.size()) return sections_[place];
    if (sections_.empty()) sections_.reserve(5);
    sections_.push_back({.name = name, .remarks = {}, .lines = {}});
    sections_.back().lines.reserve(4);
    // Few are found quickest one by one; a file may have 100,000.
    if (!places_.empty()) {
        places_.emplace(name, place);
    } else if (sections_.size() == most_searched) {
        for (size_t i = 0; i < sections_.size(); ++i) places_.emplace(sections_[i].name, i);
    }
    return sections_.back();
}

void UnitText::add(std::string_view name, std::string_view key, std::string_view value) {
    section(name).lines.push_back({key, value});
}

void UnitText::set(std::string_view name, std::string_view key, std::string_view value) {
    auto& lines = section(name).lines;
    for (auto line = lines.rbegin(); line != lines.rend(); ++line)
        if (line->is(key)) {
            line->value = value;
            return;
        }
    lines.push_back({key, value});
}

void UnitText::prepend(std::string_view name, std::string_view key, std::string_view value) {
    auto& lines = section(name).lines;
    lines.insert(lines.begin(), {key, value});
}

void UnitText::replace_all(std::string_view name, std::string_view key, std::string_view value) {
    auto& lines = section(name).lines;
    std::erase_if(lines, [&](const Line& line) { return line.is(key); });
    lines.push_back({key, value});
}

void UnitText::rename(std::string_view from, std::string_view to) {
    const size_t place = place_of(from);
    if (place == sections_.size()) return;
    const auto old = sections_.begin() + static_cast<std::ptrdiff_t>(place);
    if (const size_t taken = place_of(to); taken < sections_.size()) {
        Section& into = sections_[taken];
        into.remarks.insert(into.remarks.end(), old->remarks.begin(), old->remarks.end());
        into.lines.insert(into.lines.end(), old->lines.begin(), old->lines.end());
        sections_.erase(old);
    } else {
        old->name = to;
    }
    if (places_.empty()) return;
    places_.clear();
    for (size_t i = 0; i < sections_.size(); ++i) places_.emplace(sections_[i].name, i);
}

void UnitText::merge(const UnitText& other) {
    for (const Section& from : other.sections_) {
        auto& to = section(from.name);
        to.remarks.insert(to.remarks.end(), from.remarks.begin(), from.remarks.end());
        to.lines.insert(to.lines.end(), from.lines.begin(), from.lines.end());
    }
}

void UnitText::print(std::string& out) const {
    bool first = true;
    for (const Section& section : sections_) {
        if (!first) out += '\n';
        first = false;
        for (const auto remark : section.remarks) {
            out += remark;
            out += '\n';
        }
        if (!section.name.empty()) {
            out += '[';
            out += section.name;
            out += "]\n";
        }
        for (const Line& line : section.lines) {
            if (!line.remark) {
                out += line.key;
                out += '=';
            }
            out += line.value;
            out += '\n';
        }
    }
}

std::string_view trim_end(std::string_view text) {
    while (const size_t size = syntax::space_at_end(text)) text.remove_suffix(size);
    return text;
}

std::string_view trim_both(std::string_view text) {
    while (const size_t size = syntax::space_at_begin(text)) text.remove_prefix(size);
    return trim_end(text);
}

}  // namespace nagaya::quadlet
