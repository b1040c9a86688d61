#include "app/progress.hpp"

#include "base/text.hpp"

namespace nagaya::app {

namespace {

using std::chrono::steady_clock;

std::string shown_name(const std::string& service) { return service.empty() ? "host" : service; }

/// Writing a file is too small to tell; what takes time or disturbs is told.
bool worth_telling(const plan::Action& action) {
    return std::holds_alternative<plan::SetAccounts>(action) || std::holds_alternative<plan::RunHook>(action) ||
           std::holds_alternative<plan::ProvideImage>(action) || std::holds_alternative<plan::ChangeUnit>(action) ||
           std::holds_alternative<plan::PurgeTree>(action) || std::holds_alternative<plan::PurgeAccount>(action);
}

std::string coloured(const Console& console, std::string_view code, std::string_view text) {
    return console.err_colour ? concat("\x1b[", code, "m", text, "\x1b[0m") : std::string(text);
}

std::string seconds(steady_clock::duration duration) {
    auto tenths = std::chrono::duration_cast<std::chrono::milliseconds>(duration).count() / 100;
    return concat(tenths / 10, ".", tenths % 10, " s");
}

/// Cut to `columns` code points, so that no line wraps while lines are redrawn in place.
std::string cut(std::string_view text, size_t columns) {
    size_t seen = 0;
    for (size_t i = 0; i < text.size(); ++i)
        if ((static_cast<unsigned char>(text[i]) & 0xC0) != 0x80 && ++seen > columns)
            return concat(text.substr(0, i), "…");
    return std::string(text);
}

}  // namespace

ProgressWatcher::ProgressWatcher(const plan::Plan& plan, Console& console) : console_(console) {
    for (const plan::Step& step : plan.steps) ++lines_[step.service].steps;
}

ProgressWatcher::Line& ProgressWatcher::line_of(const plan::Step& step) { return lines_[step.service]; }

void ProgressWatcher::tell(const plan::Step& step, std::string_view text) {
    if (!console_.err_is_terminal) console_.err(concat(shown_name(step.service), ": ", visible(text), "\n"));
}

void ProgressWatcher::step_started(const plan::Step& step) {
    started_[step.id] = steady_clock::now();
    line_of(step).doing = plan::text(step.action);
    if (worth_telling(step.action)) tell(step, plan::text(step.action));
    redraw(false);
}

void ProgressWatcher::step_progress(const plan::Step& step, std::string_view line) {
    line_of(step).doing = line;
    if (line.starts_with("STEP ") || line.starts_with("pulling")) tell(step, concat("  ", line));
    redraw(false);
}

void ProgressWatcher::step_done(const plan::Step& step) {
    Line& line = line_of(step);
    ++line.ended;
    if (step.disruption == plan::Disruption::restart) line.restarted = true;
    steady_clock::duration took = steady_clock::now() - started_[step.id];
    if (worth_telling(step.action) && took > std::chrono::seconds(1))
        tell(step, concat(plan::text(step.action), ": done in ", seconds(took)));
    redraw(false);
}

void ProgressWatcher::step_failed(const plan::Step& step, const Error& error, const std::vector<std::string>& log) {
    Line& line = line_of(step);
    ++line.ended;
    line.failed = true;
    line.doing = concat("failed: ", plan::text(step.action));
    std::string text = concat(coloured(console_, "31", "error"), ": ", shown_name(step.service), ": could not ",
                              plan::text(step.action), ": ", safe_text(error), "\n");
    for (const std::string& entry : log) text += concat("    | ", visible(entry), "\n");
    if (console_.err_is_terminal)
        failures_ += text;
    else
        console_.err(text);
    redraw(false);
}

void ProgressWatcher::step_skipped(const plan::Step& step) {
    Line& line = line_of(step);
    ++line.ended;
    line.skipped = true;
    redraw(false);
}

std::string ProgressWatcher::drawn(const std::string& service, const Line& line, bool last) const {
    std::string_view mark = line.failed ? "✗" : line.skipped ? "–" : line.ended == line.steps ? "✓" : "·";
    std::string_view code = line.failed ? "31" : line.skipped ? "33" : line.ended == line.steps ? "32" : "36";
    std::string_view done = line.restarted ? "done (restarted)" : "done";
    std::string_view skipped = "not done, because something it needs failed";
    std::string doing = line.failed               ? line.doing
                        : line.ended < line.steps ? line.doing
                                                  : std::string(line.skipped ? skipped : done);
    if (last && line.ended < line.steps && !line.failed) doing = "stopped";
    std::string name = shown_name(service);
    name.resize(std::max<size_t>(name.size(), 16), ' ');
    std::string count = concat(line.ended, "/", line.steps);
    count.resize(std::max<size_t>(count.size(), 7), ' ');
    std::string tail = cut(concat(name, " ", count, " ", visible(doing)), console_.width > 8 ? console_.width - 4 : 4);
    return concat(coloured(console_, code, mark), " ", tail);
}

void ProgressWatcher::redraw(bool last) {
    if (!console_.err_is_terminal) return;
    auto now = steady_clock::now();
    if (!last && now - last_drawn_ < std::chrono::milliseconds(60)) return;
    last_drawn_ = now;
    std::string picture;
    if (drawn_lines_ > 0) picture += concat("\x1b[", drawn_lines_, "F");
    for (const auto& [service, line] : lines_) picture += concat("\x1b[2K", drawn(service, line, last), "\n");
    drawn_lines_ = lines_.size();
    console_.err(picture);
}

void ProgressWatcher::finish() {
    redraw(true);
    console_.err(failures_);
}

}  // namespace nagaya::app
