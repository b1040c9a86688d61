// Any bytes as a TOML file: one error or a tree whose every place is right, and whose strings print and read back.
#include <cstdint>

#include "syntax/toml.hpp"
#include "well_formed.hpp"

namespace {

using namespace nagaya;
using namespace nagaya::syntax;

void check_string(const std::string& text) {
    Sources sources;
    Report report;
    // A line may have 8 KiB, and an escape has six characters.
    if (text.size() > 1000) return;
    const auto table = parse_toml(sources, sources.add("again", "k = " + toml_string(text)), report);
    CHECK(table && table->size() == 1 && std::get<std::string>(table->at(0).value.value) == text);
}

class Walk {
public:
    explicit Walk(const Sources& sources) : sources_(sources) {}

    void table(const TomlTable& table) {
        uint32_t last = 0;
        for (const TomlEntry& entry : table) {
            fuzz::check_span(sources_, entry.key_at);
            CHECK(entry.key_at.begin < entry.key_at.end);
            CHECK(entry.key_at.begin >= last);
            last = entry.key_at.begin;
            CHECK(find(table, entry.key) == &entry.value);
            const std::string_view written = sources_.text(entry.key_at);
            CHECK(written == entry.key || written.front() == '"' || written.front() == '\'');
            value(entry.value);
        }
    }

private:
    void value(const TomlValue& value) {
        fuzz::check_span(sources_, value.at);
        const std::string_view written = sources_.text(value.at);
        CHECK(!written.empty() && !type_name(value).empty());
        if (const auto* text = std::get_if<std::string>(&value.value)) {
            CHECK(written.front() == written.back() && (written.front() == '"' || written.front() == '\''));
            // The first ones will do: each is read by a parser of its own.
            if (++strings_ < 20) check_string(*text);
        } else if (const auto* flag = std::get_if<bool>(&value.value)) {
            CHECK(written == (*flag ? "true" : "false"));
        } else if (const auto* inner = std::get_if<TomlTable>(&value.value)) {
            table(*inner);
        } else if (const auto* items = std::get_if<TomlArray>(&value.value)) {
            for (const TomlValue& item : *items) this->value(item);
        }
    }

    const Sources& sources_;
    int strings_ = 0;
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    Sources sources;
    Report report;
    const FileId file = sources.add("file.toml", std::string(data, data + size));
    const std::optional<TomlTable> table = parse_toml(sources, file, report);
    CHECK(report.errors() == (table ? 0 : 1) && report.warnings() == 0);
    fuzz::check_report(sources, report);
    if (table) Walk(sources).table(*table);
    return 0;
}
