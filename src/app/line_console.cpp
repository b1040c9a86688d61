#include "app/line_console.hpp"

#include "base/text.hpp"

namespace nagaya::app {

namespace {

/// A line that never ends is cut here.
constexpr size_t longest_line = size_t{64} << 10;
constexpr size_t most_kept = size_t{64} << 20;

}  // namespace

LineConsole::LineConsole(SharedConsole& shared, std::string label, bool keep_output)
    : shared_(shared), label_(std::move(label)) {
    const Console& base = shared.base;
    console_.out = [this, keep_output, &base](std::string_view text) {
        const std::lock_guard lock(shared_.mutex);
        if (!keep_output)
            add(out_, text, base.out);
        else if (kept_.size() < most_kept)
            kept_ += text;
    };
    console_.err = [this, &base](std::string_view text) {
        const std::lock_guard lock(shared_.mutex);
        add(err_, text, base.err);
    };
    console_.report = [this](std::string_view text) {
        const std::lock_guard lock(shared_.mutex);
        report_ = text;
    };
    console_.out_colour = base.out_colour;
    console_.err_colour = base.err_colour;
    console_.width = base.width > label_.size() + 20 ? base.width - label_.size() : base.width;
}

LineConsole::~LineConsole() {
    const std::lock_guard lock(shared_.mutex);
    flush(out_, shared_.base.out);
    flush(err_, shared_.base.err);
}

void LineConsole::add(std::string& waiting, std::string_view text, const Write& to) {
    for (const char c : text) {
        if (c != '\n' && waiting.size() < longest_line)
            waiting += c;
        else
            to(concat(label_, std::exchange(waiting, {}), "\n"));
    }
}

void LineConsole::flush(std::string& waiting, const Write& to) {
    if (!waiting.empty()) to(concat(label_, std::exchange(waiting, {}), "\n"));
}

}  // namespace nagaya::app
