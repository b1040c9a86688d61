#include "app/documents.hpp"

#include "base/text.hpp"
#include "host/own_directory.hpp"
#include "host/safe_files.hpp"
#include "lint/rule.hpp"
#include "load/keys.hpp"

namespace nagaya::app {

int write_documents(const std::string& directory, std::map<std::string, std::string> more, Console& console) {
    std::map<std::string, std::string> pages = std::move(more);
    pages["reference/keys.md"] = load::print_key_reference();
    pages["reference/rules.md"] = lint::print_rule_index();
    for (load::FileKind kind : {load::FileKind::site, load::FileKind::host, load::FileKind::service})
        pages[concat("reference/", load::name(kind), ".schema.json")] = load::print_json_schema(kind);
    for (const auto& [path, text] : pages) {
        std::string whole = concat(directory, "/", path);
        auto before = host::read_own_file(whole);
        if (before && *before == text) continue;
        auto written = host::make_directories_for(whole);
        if (written) written = host::replace_file(whole, text);
        if (!written) {
            return tell(written.error(), console);
        }
        console.out(concat("wrote ", whole, "\n"));
    }
    return exit_ok;
}

}  // namespace nagaya::app
