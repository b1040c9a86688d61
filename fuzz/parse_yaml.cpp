// Any bytes as a YAML file: a tree whose every place lies in its parent's, or one problem with a place.
#include <cstdint>

#include "syntax/yaml.hpp"
#include "well_formed.hpp"

namespace {

using namespace nagaya;
using namespace nagaya::syntax;

class Walk {
public:
    explicit Walk(const Sources& sources) : sources_(sources) {}

    void node(const YamlNode& node, Span within) {
        fuzz::check_span(sources_, node.at);
        CHECK(node.at.begin >= within.begin && node.at.end <= within.end);
        if (node.is_alias()) {
            CHECK(node.target != nullptr && !node.target->is_alias() && node.target->anchor == node.text);
            CHECK(node.target->at.begin <= node.at.begin);
        }
        for (const YamlNode* item : node.items) this->node(*item, node.at);
        for (const YamlPair& pair : node.pairs) {
            this->node(*pair.key, node.at);
            this->node(*pair.value, node.at);
            if (pair.key->is_scalar()) CHECK(find(node, pair.key->text) != nullptr);
            if (++looked_up_ > 1000) return;
        }
    }

private:
    const Sources& sources_;
    int looked_up_ = 0;
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    Sources sources;
    Report report;
    const FileId file = sources.add("file.yaml", std::string(data, data + size));
    const auto stream =
        parse_yaml(sources, file, report, {.bytes = 1 << 16, .depth = 20, .nodes = 5000, .documents = 10});
    CHECK(report.errors() == (stream ? 0 : 1) && report.warnings() == 0);
    fuzz::check_report(sources, report);
    const Span all = {.file = file, .begin = 0, .end = static_cast<uint32_t>(size)};
    if (stream)
        for (const YamlNode* root : stream->documents()) Walk(sources).node(*root, all);
    return 0;
}
