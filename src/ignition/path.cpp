#include "ignition/path.hpp"

#include <algorithm>

#include "base/text.hpp"

namespace nagaya::ignition {

std::string print_path(const Path& path) {
    std::string out = "$";
    for (const Step& step : path) {
        out += '.';
        if (step.is_index)
            append_piece(out, step.index);
        else
            out += step.name;
    }
    return out;
}

std::string snake(std::string_view camel) {
    std::string out;
    for (size_t at = 0; at < camel.size(); ++at) {
        char c = camel[at];
        if (camel.substr(at, 3) == "MiB") {
            out += "_mib";
            at += 2;
        } else if (c >= 'A' && c <= 'Z') {
            out += '_';
            out += static_cast<char>(c - 'A' + 'a');
        } else {
            out += c;
        }
    }
    return out;
}

Path Place::path() const {
    Path path;
    for (const Place* place = this; place->parent_; place = place->parent_) path.push_back(place->step_);
    std::reverse(path.begin(), path.end());
    return path;
}

}  // namespace nagaya::ignition
