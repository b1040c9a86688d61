// The reference matches a regular expression from a dollar to the last brace of the line and then looks for the brace that
// closes the first one; here both are found by scanning, so that a long line costs its length once.
#include "base/text.hpp"
#include "compose/environment.hpp"

namespace nagaya::compose {

namespace {

constexpr size_t deepest = 64;
/// What variables that are made of variables may grow to.
constexpr size_t longest = 4 << 20;

bool begins_name(char byte) { return byte == '_' || (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z'); }
bool in_name(char byte) { return begins_name(byte) || (byte >= '0' && byte <= '9'); }

/// The brace that closes the one at text[1], or npos: an opening brace also swallows the byte behind it.
size_t closing_brace(std::string_view text) {
    int open = 0;
    for (size_t i = 0; i < text.size(); ++i) {
        if (text[i] == '}' && --open == 0) return i;
        if (text[i] == '{') {
            ++open;
            ++i;
        }
    }
    return std::string_view::npos;
}

class Substituter {
public:
    using Found = std::function<void(const VariableUse&)>;
    Substituter(const Lookup& lookup, const std::function<void(std::string_view)>& unset, size_t depth,
                const Found* found = nullptr)
        : lookup_(lookup), unset_(unset), depth_(depth), found_(found) {}

    Substitution run(std::string_view text) {
        text_ = text;
        size_t at = 0;
        while (at < text.size()) {
            if (made_.text.size() > longest) {
                fail({.kind = SubstitutionError::Kind::large, .begin = at, .end = text.size()});
                made_.text.clear();
                break;
            }
            const size_t dollar = text.find('$', at);
            made_.text += text.substr(at, dollar - at);
            if (dollar == std::string_view::npos) break;
            at = variable(dollar);
        }
        return std::move(made_);
    }

private:
    /// Replaces what begins at `dollar`; the first byte behind it.
    size_t variable(size_t dollar) {
        const size_t next = dollar + 1;
        if (next < text_.size() && text_[next] == '$') {
            made_.text += '$';
            return next + 1;
        }
        if (next < text_.size() && begins_name(text_[next])) {
            size_t end = next;
            while (end < text_.size() && in_name(text_[end])) ++end;
            plain(text_.substr(next, end - next));
            return end;
        }
        if (next < text_.size() && text_[next] == '{') return braced(dollar);
        made_.text += '$';
        return next;
    }

    void plain(std::string_view name) {
        if (found_ != nullptr) (*found_)({.name = name});
        if (const auto value = lookup_(name))
            made_.text += *value;
        else
            unset_(name);
    }

    size_t braced(size_t dollar) {
        const size_t first = dollar + 2;
        size_t end = first;
        if (end < text_.size() && begins_name(text_[end]))
            while (end < text_.size() && in_name(text_[end])) ++end;
        const std::string_view name = text_.substr(first, end - first);
        if (name.empty() || end >= text_.size()) return invalid(dollar, first);
        if (text_[end] == '}') {
            plain(name);
            return end + 1;
        }
        size_t sign = end;
        const bool colon = text_[sign] == ':';
        if (colon) ++sign;
        if (sign >= text_.size() || !std::string_view("-+?").contains(text_[sign])) return invalid(dollar, first);
        const size_t last = last_brace(sign);
        if (last == std::string_view::npos) return invalid(dollar, first);
        size_t close = closing_brace(text_.substr(dollar, last + 1 - dollar));
        close = close == std::string_view::npos ? last : dollar + close;
        conditional(name, colon, text_[sign], {dollar, close + 1}, text_.substr(sign + 1, close - sign - 1));
        return close + 1;
    }

    /// The last closing brace of the line that holds `from`, if it is behind it.
    size_t last_brace(size_t from) {
        if (from >= line_end_) {
            line_end_ = std::min(text_.find('\n', from), text_.size());
            const size_t found = text_.substr(from, line_end_ - from).rfind('}');
            brace_ = found == std::string_view::npos ? found : from + found;
        }
        return brace_ != std::string_view::npos && brace_ > from ? brace_ : std::string_view::npos;
    }

    struct Place {
        size_t begin;
        size_t end;
    };

    void conditional(std::string_view name, bool colon, char sign, Place place, std::string_view other) {
        if (depth_ >= deepest)
            return fail({.kind = SubstitutionError::Kind::nested, .begin = place.begin, .end = place.end});
        Substitution inner = is_literal(other) ? Substitution{.text = std::string(other), .error = {}}
                                               : Substituter(lookup_, unset_, depth_ + 1, found_).run(other);
        if (found_ != nullptr)
            (*found_)({.name = name,
                       .required = sign == '?',
                       .default_value = sign == '-' ? other : std::string_view(),
                       .alternate_value = sign == '+' ? other : std::string_view()});
        if (inner.error) {
            inner.error->begin = place.begin;
            inner.error->end = place.end;
            return fail(std::move(*inner.error));
        }
        const auto value = lookup_(name);
        const bool there = value && !(colon && value->empty());
        switch (sign) {
            case '-': made_.text += there ? *value : std::string_view(inner.text); return;
            case '+': made_.text += there ? std::string_view(inner.text) : value.value_or(""); return;
            default: break;
        }
        if (there) {
            made_.text += *value;
            return;
        }
        fail({.kind = SubstitutionError::Kind::required,
              .name = std::string(name),
              .message = std::move(inner.text),
              .begin = place.begin,
              .end = place.end});
    }

    size_t invalid(size_t dollar, size_t next) {
        fail({.begin = dollar, .end = next});
        return next;
    }

    void fail(SubstitutionError error) {
        if (!made_.error) made_.error = std::move(error);
    }

    const Lookup& lookup_;
    const std::function<void(std::string_view)>& unset_;
    size_t depth_;
    const Found* found_;  // hears of every variable, or null
    std::string_view text_;
    Substitution made_;
    size_t line_end_ = 0;
    size_t brace_ = std::string_view::npos;
};

}  // namespace

Substitution substitute(std::string_view text, const Lookup& lookup,
                        const std::function<void(std::string_view)>& unset) {
    return Substituter(lookup, unset, 0).run(text);
}

void find_variables(std::string_view text, const std::function<void(const VariableUse&)>& found) {
    const Lookup nothing = [](std::string_view) { return std::nullopt; };
    const std::function<void(std::string_view)> unset = [](std::string_view) {};
    Substituter(nothing, unset, 0, &found).run(text);
}

std::string describe(const SubstitutionError& error, std::string_view where) {
    switch (error.kind) {
        case SubstitutionError::Kind::required:
            return concat("the required variable `", error.name, "` has no value", error.message.empty() ? "" : ": ",
                          visible(error.message));
        case SubstitutionError::Kind::nested:
            return concat("more than ", deepest, " defaults stand inside each other in ", where);
        case SubstitutionError::Kind::large:
            return concat("more than ", longest >> 20, " MiB come of the variables in ", where);
        case SubstitutionError::Kind::invalid: break;
    }
    return concat("`${` in ", where, " does not name a variable");
}

}  // namespace nagaya::compose
