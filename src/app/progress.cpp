#include "app/progress.hpp"

#include "base/text.hpp"

namespace nagaya::app {

namespace {

using std::chrono::steady_clock;

std::string shown_name(const std::string& service) { return service.empty() ? "host" : service; }

std::string coloured(const Console& console, std::string_view code, std::string_view text) {
    return console.err_colour ? concat("\x1b[", code, "m", text, "\x1b[0m") : std::string(text);
}

/// Writing a file is too small to tell; what takes time or disturbs is told.
bool worth_telling(const plan::Action& action) {
    return std::holds_alternative<plan::SetAccounts>(action) || std::holds_alternative<plan::RunHook>(action) ||
           std::holds_alternative<plan::ProvideImage>(action) || std::holds_alternative<plan::ChangeUnit>(action) ||
           std::holds_alternative<plan::AwaitHealth>(action) ||
           std::holds_alternative<plan::RemovePodmanObject>(action) ||
           std::holds_alternative<plan::PurgeTree>(action) || std::holds_alternative<plan::PurgeAccount>(action);
}

/// "could not …", but what does not come up was well waited for.
std::string failed_step(std::string_view step) {
    constexpr std::string_view before = "wait until ", after = " is up";
    if (!step.starts_with(before) || !step.ends_with(after)) return concat("could not ", step);
    step.remove_prefix(before.size());
    step.remove_suffix(after.size());
    return concat(step, " did not come up");
}

/// A failure with the last lines of the unit's log.
std::string failure_text(const Failure& failure, const Console& console) {
    std::string text =
        concat(coloured(console, "31", "error"), ": ", shown_name(failure.service), ": ", failed_step(failure.step),
               failure.going_back ? " on the way back" : "", ": ", failure.error, "\n");
    for (const std::string& line : failure.log) text += concat("    | ", visible(line), "\n");
    return text;
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
    started_[&step] = steady_clock::now();
    Line& line = line_of(step);
    line.doing = concat(line.going_back ? "going back: " : "", plan::text(step.action));
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
    if (!line.going_back) ++line.ended;
    if (step.disruption == plan::Disruption::restart) line.restarted = true;
    steady_clock::duration took = steady_clock::now() - started_[&step];
    if (worth_telling(step.action) && took > std::chrono::seconds(1))
        tell(step, concat(plan::text(step.action), ": done in ", seconds(took)));
    redraw(false);
}

void ProgressWatcher::step_failed(const plan::Step& step, const Error& error, const std::vector<std::string>& log) {
    Line& line = line_of(step);
    if (!line.going_back) ++line.ended;
    line.failed = true;
    line.doing = concat("failed: ", plan::text(step.action));
    failures_.push_back({.service = step.service,
                         .step = plan::text(step.action),
                         .error = safe_text(error),
                         .log = log,
                         .going_back = line.going_back});
    const std::string text = failure_text(failures_.back(), console_);
    if (console_.err_is_terminal)
        failures_text_ += text;
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

void ProgressWatcher::going_back(const std::set<std::string>& services, std::string_view why) {
    for (const std::string& service : services) {
        Line& line = lines_[service];
        line.going_back = true;
        line.doing = "going back";
        if (!console_.err_is_terminal)
            console_.err(concat(shown_name(service), ": going back to the version before",
                                why.empty() ? "" : concat(": ", visible(why.substr(0, why.find('\n')))), "\n"));
    }
    redraw(false);
}

std::string ProgressWatcher::drawn(const std::string& service, const Line& line, bool last) const {
    const bool back = line.going_back;
    std::string_view mark = line.failed || back ? "✗" : line.skipped ? "–" : line.ended == line.steps ? "✓" : "·";
    std::string_view code = line.failed || back ? "31" : line.skipped ? "33" : line.ended == line.steps ? "32" : "36";
    std::string_view done = line.restarted ? "done (restarted)" : "done";
    std::string_view skipped = "not done, because something it needs failed";
    std::string doing = line.failed || back       ? line.doing
                        : line.ended < line.steps ? line.doing
                                                  : std::string(line.skipped ? skipped : done);
    if (last && back)
        doing = "went back to the version before";
    else if (last && line.ended < line.steps && !line.failed)
        doing = "stopped";
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
    console_.err(failures_text_);
}

void RecoveryWatcher::step_started(const plan::Step& step) {
    if (worth_telling(step.action))
        console_.err(concat("  ", shown_name(step.service), ": ", plan::text(step.action), "\n"));
}

void RecoveryWatcher::step_failed(const plan::Step& step, const Error& error, const std::vector<std::string>& log) {
    const Failure failure{.service = step.service,
                          .step = plan::text(step.action),
                          .error = safe_text(error),
                          .log = log,
                          .going_back = true};
    console_.err(failure_text(failure, console_));
}

}  // namespace nagaya::app
