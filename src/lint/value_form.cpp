#include "lint/value_form.hpp"

#include <algorithm>

#include "base/letters.hpp"
#include "base/text.hpp"

namespace nagaya::lint {
namespace {

constexpr std::string_view between = " | ";
constexpr std::string_view each_word = "...";

const NamedForm* find_named(std::string_view name) {
    for (const auto forms : {systemd_forms(), sandbox_forms(), podman_forms()})
        for (const NamedForm& form : forms)
            if (form.name == name) return &form;
    return nullptr;
}

}  // namespace

ValueForm::ValueForm(std::string_view alternatives) : text_(alternatives) {
    if (alternatives.ends_with(each_word)) {
        splitting_ = Splitting::words;
        alternatives.remove_suffix(each_word.size());
    }
    for (size_t begin = 0; begin <= alternatives.size();) {
        const size_t end = std::min(alternatives.find(between, begin), alternatives.size());
        const std::string_view one = alternatives.substr(begin, end - begin);
        const NamedForm* named = find_named(one);
        if (named == nullptr) {
            words_.emplace_back(one);
        } else if (std::ranges::find(named_, named->fits, &NamedForm::fits) == named_.end()) {
            named_.push_back(named);
            judges_ = judges_ && named->fits != nullptr;
            in_parts_ = in_parts_ || named->in_parts;
            bare_ = bare_ || named->bare;
        }
        begin = end + between.size();
    }
}

bool is_open(std::string_view text, bool variables) {
    if (text.contains("@@") || (variables && text.contains('$'))) return true;
    for (size_t i = text.find('%'); i != std::string_view::npos && i + 1 < text.size(); i = text.find('%', i + 1)) {
        const char next = text[i + 1];
        if ((next >= 'a' && next <= 'z') || (next >= 'A' && next <= 'Z') || next == '%') return true;
    }
    return false;
}

bool is_word(std::string_view text) {
    return !text.empty() && is_letter(text[0]) &&
           std::ranges::all_of(text, [&](char c) { return is_letter_or_digit(c) || c == '-' || c == '_'; });
}

std::optional<Misfit> ValueForm::check(std::string_view value) const {
    if (!judges_ || std::ranges::find(words_, value) != words_.end()) return std::nullopt;
    std::vector<Misfit> misfits;
    for (const NamedForm* named : named_) {
        Misfit misfit;
        if (named->fits(value, misfit)) return std::nullopt;
        if (misfit.allowed.empty()) misfit.allowed = named->allowed;
        misfits.push_back(std::move(misfit));
    }
    if (misfits.size() == 1 && (words_.empty() || !misfits[0].part.empty())) return misfits[0];
    Misfit all;
    for (const Misfit& one : misfits) {
        if (!one.allowed.empty()) all.allowed += concat(all.allowed.empty() ? "" : ", ", one.allowed);
        all.words.insert(all.words.end(), one.words.begin(), one.words.end());
        if (!one.meant.empty()) all.meant = one.meant;
        all.listed = all.listed || one.listed;
        all.names_unit = all.names_unit || one.names_unit;
    }
    std::string listed;
    for (const std::string& word : words_) listed += concat(listed.empty() ? "`" : ", `", word, "`");
    if (!listed.empty()) all.allowed = concat(listed, all.allowed.empty() ? "" : ", ", all.allowed);
    all.words.insert(all.words.end(), words_.begin(), words_.end());
    all.listed = all.listed || (!words_.empty() && is_word(value));
    return all;
}

}  // namespace nagaya::lint
