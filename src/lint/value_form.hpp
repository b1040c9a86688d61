// What values of keys may be: one table of forms, which the table of Quadlet's keys (quadlet/keys.hpp) and that of systemd's
// (unit_keys.hpp) name. A form is written as alternatives between " | ", such as "no | always | on-failure" or "duration | disable":
// the names of forms that a function knows, and words that stand for themselves.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace nagaya::lint {

/// What is wrong with a value. A function that knows a form fills in what it knows better than its row of the table.
struct Misfit {
    std::string_view part = {};           ///< of the value, the narrowest that is wrong; empty: all of it
    std::string what = {};                ///< "is no duration"; empty: "is no value of `Key=`"
    std::string allowed = {};             ///< "a number and its unit, such as `30s`"
    std::vector<std::string> words = {};  ///< legal words that may be meant
    std::string meant = {};               ///< what surely is; "" = the nearest of the words
    bool names_unit = false;              ///< what is meant is, if there is a unit of that name
    bool listed = false;                  ///< a word that is not in a list: a newer release may know it
};

/// How the words of a value are found.
enum class Splitting {
    whole,  ///< one value
    words,  ///< each word is one
};

/// One named form. `fits` may be null: nothing is known of such values.
struct NamedForm {
    std::string_view name;
    bool (*fits)(std::string_view value, Misfit& misfit);
    std::string_view allowed;  ///< for the help of a finding
    bool in_parts = false;     ///< looks at its parts by itself, and leaves those alone that have placeholders
    bool bare = false;         ///< the words are read as they are: quotes and backslashes are parts of them
};

/// The form of some alternatives. "..." behind the last means that each word of a value has the form.
class ValueForm {
public:
    explicit ValueForm(std::string_view alternatives);

    /// What is wrong with `value`, which has no placeholder and is not empty; nothing if it fits.
    std::optional<Misfit> check(std::string_view value) const;
    /// Does it judge at all?
    bool judges() const { return judges_; }
    Splitting splitting() const { return splitting_; }
    /// Does it see to placeholders in a value by itself?
    bool in_parts() const { return in_parts_; }
    /// Are quotes parts of its words?
    bool bare() const { return bare_; }
    /// As it is written.
    std::string_view text() const { return text_; }
    /// The words that stand for themselves.
    const std::vector<std::string>& words() const { return words_; }

private:
    std::string text_;
    std::vector<const NamedForm*> named_;
    std::vector<std::string> words_;
    Splitting splitting_ = Splitting::whole;
    bool judges_ = true;
    bool in_parts_ = false;
    bool bare_ = false;
};

/// The named forms of systemd and of Podman.
std::span<const NamedForm> systemd_forms();
std::span<const NamedForm> sandbox_forms();
std::span<const NamedForm> podman_forms();

/// Does systemd or nagaya fill in a part of the text: %h, @@NAME@@? With `variables`, $NAME too, which systemd replaces in the command that
/// Quadlet makes.
bool is_open(std::string_view text, bool variables);

/// Letters, digits, "_" and "-", first a letter: can it be an entry of a list at all?
bool is_word(std::string_view text);

}  // namespace nagaya::lint
