#include "lint/unit.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "base/byte_set.hpp"
#include "base/letters.hpp"
#include "base/text.hpp"
#include "lint/open_quote.hpp"

namespace nagaya::lint {
namespace {

struct KindRow {
    UnitKind kind;
    std::string_view extension;
    std::string_view section;
    std::string_view suffix;  // what the generator puts between stem and ".service"
};

constexpr auto kinds = std::to_array<KindRow>({
    {UnitKind::container, ".container", "Container", ""},
    {UnitKind::pod, ".pod", "Pod", "-pod"},
    {UnitKind::volume, ".volume", "Volume", "-volume"},
    {UnitKind::network, ".network", "Network", "-network"},
    {UnitKind::kube, ".kube", "Kube", ""},
    {UnitKind::image, ".image", "Image", "-image"},
    {UnitKind::build, ".build", "Build", "-build"},
    {UnitKind::artifact, ".artifact", "Artifact", "-artifact"},
});

const KindRow* find_kind(std::string_view extension) {
    const auto* found = std::ranges::find(kinds, extension, &KindRow::extension);
    return found == kinds.end() ? nullptr : found;
}

void add_lines(const syntax::UnitFile& file, bool for_generator, Unit& unit) {
    for (const auto& section : file.sections)
        for (const auto& entry : section.entries) {
            unit.keys.add(entry.tag);
            unit.lines.push_back({.tag = line_tag(section.tag, entry.tag),
                                  .for_generator = for_generator,
                                  .section = &section,
                                  .entry = &entry,
                                  .key = for_generator ? quadlet::find_key(section.name, entry.key) : nullptr});
        }
}

}  // namespace

UnitKind kind_of(std::string_view file_name) {
    const auto* row = find_kind(extension_of(file_name));
    return row == nullptr ? UnitKind::plain : row->kind;
}

std::string_view section_of(UnitKind kind) {
    const auto* found = std::ranges::find(kinds, kind, &KindRow::kind);
    return found == kinds.end() ? std::string_view() : found->section;
}

std::string_view extension_of(std::string_view file_name) {
    const auto dot = file_name.rfind('.');
    return dot == std::string_view::npos ? std::string_view() : file_name.substr(dot);
}

std::string_view stem_of(std::string_view file_name) { return file_name.substr(0, file_name.rfind('.')); }

std::string generated_name(std::string_view file_name) {
    const auto* row = find_kind(extension_of(file_name));
    if (row == nullptr) return std::string(file_name);
    // A template keeps its "@" at the end: "x@.pod" makes "x-pod@.service".
    std::string_view stem = stem_of(file_name);
    const std::string_view at = stem.ends_with('@') ? "@" : "";
    stem.remove_suffix(at.size());
    return concat(stem, row->suffix, at, ".service");
}

Span Unit::at() const {
    if (file != nullptr && !file->sections.empty()) return file->sections.front().at;
    return {.file = source->file, .begin = 0, .end = 0};
}

void gather_lines(Unit& unit) {
    size_t count = unit.file->entries.size();
    for (const DropIn& drop_in : unit.drop_ins) count += drop_in.file->entries.size();
    unit.lines.reserve(count);
    add_lines(*unit.file, unit.quadlet(), unit);
    for (const DropIn& drop_in : unit.drop_ins)
        add_lines(*drop_in.file, drop_in.source->place == model::UnitPlace::quadlet, unit);
}

void Values::add(Entry entry) {
    if (many_.empty() && count_ < few_.size()) {
        few_[count_++] = entry;
        return;
    }
    if (many_.empty()) many_.assign(few_.begin(), few_.end());
    many_.resize(count_++);
    many_.push_back(entry);
}

Values find_values(const Unit& unit, std::string_view section, std::string_view key) {
    const syntax::WantedName wanted_section(section);
    const syntax::WantedName wanted_key(key);
    const uint32_t tag = line_tag(wanted_section.tag, wanted_key.tag);
    Values values;
    for (const UnitLine& line : unit.lines) {
        if (line.tag != tag || !line.is(wanted_section, wanted_key)) continue;
        if (line.entry->value.empty())
            values.clear();
        else
            values.add(line.entry);
    }
    return values;
}

const syntax::UnitEntry* find_last(const Unit& unit, std::string_view section, std::string_view key) {
    const syntax::WantedName wanted_section(section);
    const syntax::WantedName wanted_key(key);
    const uint32_t tag = line_tag(wanted_section.tag, wanted_key.tag);
    for (size_t i = unit.lines.size(); i-- > 0;)
        if (unit.lines[i].tag == tag && unit.lines[i].is(wanted_section, wanted_key)) return unit.lines[i].entry;
    return nullptr;
}

std::vector<Word> words_at(const Sources& sources, Span at, std::string_view separators) {
    const auto text = sources.text(at);
    // Most bytes are of a word: one look tells.
    ByteSet blanks(" \t\n\r");
    blanks.add(separators);
    ByteSet special = blanks;
    special.add("\\#;");
    // A comment between the lines of a continued value is no part of it (systemd.syntax(7)).
    const auto begins_comment = [&](size_t i) {
        if (i == 0 || (text[i] != '#' && text[i] != ';')) return false;
        const size_t before = text.find_last_not_of(" \t", i - 1);
        return before != std::string_view::npos && text[before] == '\n';
    };
    const auto separates = [&](size_t i) {
        return blanks.contains(text[i]) ||
               (text[i] == '\\' && i + 1 < text.size() && (text[i + 1] == '\n' || text[i + 1] == '\r'));
    };
    std::vector<Word> words;
    size_t begin = 0;
    for (size_t i = 0; i <= text.size(); ++i) {
        if (i < text.size()) {
            if (!special.contains(text[i])) continue;
            if (begins_comment(i)) {
                i = std::min(text.find('\n', i), text.size());
                begin = i + 1;
                continue;
            }
            if (!separates(i)) continue;
        }
        if (i > begin) {
            if (words.empty()) words.reserve(4);
            words.push_back({.value = text.substr(begin, i - begin),
                             .at = {.file = at.file,
                                    .begin = at.begin + static_cast<uint32_t>(begin),
                                    .end = at.begin + static_cast<uint32_t>(i)}});
        }
        begin = i + 1;
    }
    return words;
}

std::vector<Word> option_values(std::span<const Word> arguments, std::initializer_list<std::string_view> names) {
    std::vector<Word> values;
    for (size_t i = 0; i < arguments.size(); ++i) {
        const Word& word = arguments[i];
        const auto* const name =
            std::ranges::find_if(names, [&](std::string_view one) { return word.value.starts_with(one); });
        if (name == names.end()) continue;
        const std::string_view rest = word.value.substr(name->size());
        const bool with_sign = rest.starts_with('=');
        if (rest.empty()) {
            if (++i < arguments.size()) values.push_back(arguments[i]);
        } else if (with_sign || !name->starts_with("--")) {
            const auto skipped = static_cast<uint32_t>(name->size() + (with_sign ? 1 : 0));
            Span at = word.at;
            at.begin += skipped;
            values.push_back(unquoted({.value = word.value.substr(skipped), .at = at}));
        }
    }
    return values;
}

std::vector<Word> arguments_at(const Sources& sources, Span at) {
    std::vector<Word> words;
    const std::string_view text = sources.text(at);
    char quote = 0;
    for (Word word : words_at(sources, at)) {
        if (quote != 0) {
            Word& whole = words.back();
            whole.at.end = word.at.end;
            whole.value = text.substr(whole.at.begin - at.begin, whole.at.end - whole.at.begin);
        } else {
            words.push_back(word);
        }
        for (size_t i = 0; i < word.value.size(); ++i) {
            const char c = word.value[i];
            if (c == '\\')
                ++i;
            else if (quote != 0 ? c == quote : c == '"' || c == '\'')
                quote = quote != 0 ? '\0' : c;
        }
    }
    for (Word& word : words) word = unquoted(word);
    return words;
}

Word unquoted(Word word) {
    if (without_quotes(word.value).size() == word.value.size()) return word;
    word.value = without_quotes(word.value);
    ++word.at.begin;
    --word.at.end;
    return word;
}

Span part_at(const Sources& sources, Span at, std::string_view part) {
    const auto found = sources.text(at).find(part);
    if (part.empty() || found == std::string_view::npos) return at;
    const auto begin = at.begin + static_cast<uint32_t>(found);
    return {.file = at.file, .begin = begin, .end = begin + static_cast<uint32_t>(part.size())};
}

bool is_true(std::string_view value) {
    const std::string small = lower_case(value);
    return small == "1" || small == "yes" || small == "true" || small == "on" || small == "y" || small == "t";
}

}  // namespace nagaya::lint
