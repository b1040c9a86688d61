#include "load/made_text.hpp"

#include <algorithm>
#include <utility>

#include "load/compose_words.hpp"

namespace nagaya::load {

void remember_origins(Reading& reading, FileId file, MadeText made) {
    if (!reading.origins) {
        reading.origins = std::make_shared<std::map<uint32_t, MadeText>>();
        reading.report.refuse(
            [known = reading.origins, &sources = reading.sources, &report = reading.report](const Diagnostic& found) {
                const auto text = known->find(std::to_underlying(found.at.file));
                if (text == known->end()) return false;
                Diagnostic moved = found;
                const auto move = [&](Span& at) {
                    const auto lines = known->find(std::to_underlying(at.file));
                    if (lines == known->end()) return;
                    const size_t line = sources.position(at.file, at.begin).line;
                    const auto& origins = lines->second.origins;
                    at = origins[std::min(line, origins.size()) - 1];
                };
                move(moved.at);
                moved.message = in_compose_words(moved.message, text->second.project, "");
                moved.help = in_compose_words(moved.help, text->second.project, text->second.unit);
                for (Label& label : moved.labels) {
                    move(label.at);
                    label.message = in_compose_words(label.message, text->second.project, "");
                }
                moved.fixes.clear();
                report.add(std::move(moved));
                return true;
            });
    }
    (*reading.origins)[std::to_underlying(file)] = std::move(made);
}

}  // namespace nagaya::load
