#include <algorithm>
#include <array>

#include "base/text.hpp"
#include "plan/render.hpp"
#include "plan/words.hpp"

namespace nagaya::plan {

namespace {

constexpr std::string_view red = "\x1b[31m", green = "\x1b[32m", yellow = "\x1b[33m", bold = "\x1b[1m", dim = "\x1b[2m",
                           plain = "\x1b[0m";

class Painter {
public:
    explicit Painter(bool colour) : colour_(colour) {}
    std::string operator()(std::string_view paint, std::string_view text) const {
        return colour_ ? concat(paint, text, plain) : std::string(text);
    }

private:
    bool colour_;
};

struct Mark {
    std::string_view sign;
    std::string_view paint;
};

Mark mark_of(Effect effect) {
    switch (effect) {
        case Effect::create: return {"+", green};
        case Effect::change: return {"~", yellow};
        case Effect::remove: return {"-", red};
        case Effect::run:
        case Effect::reload:
        case Effect::start: return {">", green};
        case Effect::restart:
        case Effect::stop: return {"!", yellow};
        case Effect::none: break;
    }
    return {" ", plain};
}

std::string_view put_verb(const Step& step) { return effect_of(step) == Effect::create ? "create " : "change "; }

/// "create files/site.conf", "restart web.service", …
std::string words_for(const Step& step) {
    const Action& action = step.action;
    if (const auto* set = std::get_if<SetAccounts>(&action)) {
        std::vector<std::string> accounts;
        for (const state::Account& account : set->accounts)
            accounts.push_back(concat(account.name, " (uid ", account.uid, ')'));
        return concat(put_verb(step), accounts.size() == 1 ? "account " : "accounts ", join(accounts, ", "));
    }
    if (const auto* put = std::get_if<PutDirectory>(&action)) {
        return concat(put_verb(step), visible(put->path), "/ ", octal(put->directory.mode));
    }
    if (const auto* put = std::get_if<PutFile>(&action)) {
        return concat(put_verb(step), visible(put->path), put->file.content.is_secret() ? " (secret)" : "");
    }
    if (const auto* put = std::get_if<PutSymlink>(&action))
        return concat(put_verb(step), visible(put->path), " → ", visible(put->symlink.target));
    if (const auto* removed = std::get_if<RemoveDirectory>(&action))
        return concat("remove ", visible(removed->path), '/');
    return text(action);
}

class Renderer {
public:
    Renderer(const Plan& plan, RenderOptions options) : plan_(plan), options_(options), paint_(options.colour) {}

    std::string render() {
        for (const auto& [service, steps] : grouped()) show_group(service, steps);
        show_list("stays as it was made, because it holds data", plan_.stays);
        show_list("kept, although no longer in the site (--purge removes what nothing in the site uses)", plan_.kept);
        out_ += totals();
        return std::move(out_);
    }

private:
    using Group = std::pair<std::string, std::vector<const Step*>>;

    // In the order of their first steps; the host as a whole comes first.
    std::vector<Group> grouped() const {
        std::vector<Group> groups = {{"", {}}};
        std::map<std::string, size_t> places = {{"", 0}};
        for (const Step& step : plan_.steps) {
            const auto [place, is_new] = places.emplace(step.service, groups.size());
            if (is_new) groups.emplace_back(step.service, std::vector<const Step*>());
            groups[place->second].second.push_back(&step);
        }
        return groups;
    }

    void show_group(const std::string& service, const std::vector<const Step*>& steps) {
        // Waiting and reloading is how, not what; only where it is all there is does it stand in the text.
        const auto is_shown = [](const Step* step) {
            return effect_of(*step) != Effect::none || !awaited(step->action).empty();
        };
        const bool any = std::ranges::any_of(steps, is_shown);
        if (steps.empty() || (service.empty() && !any)) return;
        out_ += concat(paint_(bold, service.empty() ? "host" : visible(service)), '\n');
        for (const Step* step : steps) {
            if (!any || is_shown(step)) show_step(*step);
        }
        out_ += '\n';
    }

    void show_step(const Step& step) {
        if (const std::string probes = awaited(step.action); !probes.empty()) {
            out_ += concat("      ", paint_(dim, concat("then waits for ", probes)), '\n');
            return;
        }
        const Mark mark = mark_of(effect_of(step));
        out_ += concat("  ", paint_(mark.paint, concat(mark.sign, ' ', words_for(step))));
        if (!step.why.empty() && step.why != "new" && step.why != "not there yet" && step.why != "content changed") {
            out_ += paint_(dim, concat(" — ", visible(step.why)));
        }
        out_ += '\n';
        if (options_.diffs && !step.diff.empty()) show_diff(step.diff);
    }

    void show_diff(std::string_view diff) {
        if (diff.ends_with('\n')) diff.remove_suffix(1);
        for (const std::string_view line : split(diff, '\n')) {
            const std::string_view colour = line.starts_with('+') ? green : line.starts_with('-') ? red : dim;
            out_ += concat("      ", paint_(colour, visible(line)), '\n');
        }
    }

    void show_list(std::string_view heading, const std::vector<std::string>& lines) {
        if (lines.empty()) return;
        out_ += concat(heading, '\n');
        for (const std::string& line : lines) out_ += concat("  ", visible(line), '\n');
        out_ += '\n';
    }

    std::string totals() const {
        if (plan_.empty()) return "nothing to do\n";
        std::map<Effect, size_t> counts;
        std::set<std::string> services;
        for (const Step& step : plan_.steps) {
            const auto* accounts = std::get_if<SetAccounts>(&step.action);
            counts[effect_of(step)] += accounts ? accounts->accounts.size() : 1;
            if (!step.service.empty()) services.insert(step.service);
        }
        std::vector<std::string> parts;
        const auto add = [&](Effect effect, std::string words) {
            if (counts[effect] > 0) parts.push_back(std::move(words));
        };
        add(Effect::create, concat(counts[Effect::create], " to create"));
        add(Effect::change, concat(counts[Effect::change], " to change"));
        add(Effect::remove, concat(counts[Effect::remove], " to remove"));
        add(Effect::run, plural(counts[Effect::run], "hook"));
        add(Effect::start, plural(counts[Effect::start], "start"));
        add(Effect::reload, plural(counts[Effect::reload], "reload"));
        add(Effect::restart, plural(counts[Effect::restart], "restart"));
        add(Effect::stop, plural(counts[Effect::stop], "stop"));
        if (parts.empty()) parts.emplace_back("only managers to reload");
        return concat(services.empty() ? std::string("host") : plural(services.size(), "service"), ": ",
                      join(parts, ", "), '\n');
    }

    const Plan& plan_;
    RenderOptions options_;
    Painter paint_;
    std::string out_;
};

}  // namespace

std::string render_text(const Plan& plan, RenderOptions options) { return Renderer(plan, options).render(); }

}  // namespace nagaya::plan
