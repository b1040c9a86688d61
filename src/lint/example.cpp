#include "base/text.hpp"
#include "lint/rule.hpp"

namespace nagaya::lint {

Example parse_example(std::string_view example) {
    constexpr std::string_view heading = "== ";
    constexpr std::string_view secrets = "../secrets/";
    Example files;
    model::TreeFile* file = nullptr;
    while (!example.empty()) {
        const auto end = std::min(example.find('\n'), example.size() - 1);
        const auto line = example.substr(0, end + 1);
        example.remove_prefix(end + 1);
        if (!line.starts_with(heading)) {
            if (file != nullptr) file->bytes += line;
            continue;
        }
        // The blank line before a heading parts two files and belongs to neither.
        if (file != nullptr && file->bytes.ends_with("\n\n")) file->bytes.pop_back();
        if (file != nullptr && file->bytes == "\n") file->bytes.clear();
        const auto title = trim(line.substr(heading.size()));
        const auto mark = title.find(" ! ");
        const auto path = title.substr(0, mark);
        auto& tree = path.starts_with(secrets) ? files.secrets : files.tree;
        file = &tree[std::string(path.starts_with(secrets) ? path.substr(secrets.size()) : path)];
        if (mark != std::string_view::npos) file->problem = title.substr(mark + 3);
    }
    return files;
}

}  // namespace nagaya::lint
