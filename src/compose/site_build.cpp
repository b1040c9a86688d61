#include "compose/site_build.hpp"

#include <algorithm>
#include <set>
#include <tuple>

#include "base/text.hpp"
#include "compose/short_forms.hpp"
#include "syntax/containerfile.hpp"

namespace nagaya::compose {

namespace {

/// The words of an ARG instruction, as written: blanks within quotes end none.
std::vector<std::string_view> argument_words(std::string_view text) {
    std::vector<std::string_view> words;
    size_t begin = std::string_view::npos;
    char quote = 0;
    for (size_t i = 0; i <= text.size(); ++i) {
        const bool blank = i == text.size() || (quote == 0 && std::string_view(" \t\r\n").contains(text[i]));
        if (blank) {
            if (begin != std::string_view::npos) words.push_back(text.substr(begin, i - begin));
            begin = std::string_view::npos;
            continue;
        }
        if (begin == std::string_view::npos) begin = i;
        if (text[i] == '\\' && quote != '\'')
            ++i;
        else if (text[i] == quote)
            quote = 0;
        else if (quote == 0 && (text[i] == '"' || text[i] == '\''))
            quote = text[i];
    }
    return words;
}

/// A value that containerfile(5) reads as it is.
std::string quoted(std::string_view value) {
    std::string out = "\"";
    for (const char byte : value) {
        if (std::string_view("\\\"$").contains(byte)) out += '\\';
        out += byte;
    }
    return out + '"';
}

/// `ARG A B=1` with the values that the build gives, or "" when it gives none.
std::string with_values(std::string_view instruction, const SiteBuild& build, std::set<std::string_view>& taken) {
    std::string out;
    bool changed = false;
    for (const auto word : argument_words(instruction)) {
        const auto given =
            std::ranges::find(build.args, word.substr(0, word.find('=')), &std::pair<std::string, std::string>::first);
        if (!out.empty()) out += ' ';
        if (out.empty() || given == build.args.end()) {
            if (word != "\\") out += word;
            continue;
        }
        changed = true;
        taken.insert(given->first);
        out += concat(given->first, "=", quoted(given->second));
    }
    return changed ? out : std::string();
}

bool can_be_said(const Value& build) {
    static constexpr std::string_view known[] = {"context", "dockerfile", "dockerfile_inline", "args", "target"};
    return std::ranges::all_of(
        build.entries, [](const Entry& option) { return std::ranges::find(known, option.key) != std::end(known); });
}

}  // namespace

bool SiteBuild::same_image(const SiteBuild& other) const {
    const auto all = [](const SiteBuild& one) {
        return std::tie(one.context, one.dockerfile, one.inline_text, one.args, one.target);
    };
    return all(*this) == all(other);
}

std::vector<SiteBuild> find_site_builds(const Project& project) {
    std::vector<SiteBuild> made;
    const Value* services = project.file.find("services");
    if (services == nullptr) return made;
    for (const auto& entry : services->entries) {
        const Value* build = entry.value.find("build");
        if (build == nullptr || !can_be_said(*build)) continue;
        SiteBuild one{.service = std::string(entry.key),
                      .context = std::string(build->text_of("context")),
                      .dockerfile = std::string(build->text_of("dockerfile")),
                      .inline_text = std::string(build->text_of("dockerfile_inline")),
                      .target = std::string(build->text_of("target")),
                      .at = build->at};
        if (one.dockerfile.empty() && one.inline_text.empty()) one.dockerfile = "Dockerfile";
        const bool below = clean_path(one.dockerfile) == one.dockerfile && !one.dockerfile.starts_with('/') &&
                           !one.dockerfile.starts_with("../");
        if (!one.context.starts_with('/') || (!one.dockerfile.empty() && !below)) continue;
        bool plain = true;
        if (const Value* args = build->find("args"))
            for (const auto& argument : args->entries) {
                if (argument.value.is_null()) continue;
                const std::string value = print_scalar(argument.value);
                plain = plain && !value.contains('\n') && !value.contains('\r');
                one.args.emplace_back(argument.key, value);
            }
        if (plain) made.push_back(std::move(one));
    }
    return made;
}

std::string with_build_options(std::string_view text, const SiteBuild& build, Report& report) {
    if (build.args.empty() && build.target.empty()) return std::string(text);
    Sources sources;
    Report unread;
    const FileId file = sources.add("Containerfile", std::string(text));
    const auto instructions = syntax::parse_containerfile(sources, file, unread);
    if (unread.has_errors()) return std::string(text);
    std::string out;
    size_t copied = 0;
    std::set<std::string_view> taken;
    for (const auto& instruction : instructions) {
        if (instruction.name != "ARG") continue;
        const std::string changed = with_values(sources.text(instruction.at), build, taken);
        if (changed.empty()) continue;
        out += concat(text.substr(copied, instruction.at.begin - copied), changed);
        copied = instruction.at.end;
    }
    out += text.substr(copied);
    for (const auto& [name, value] : build.args)
        if (!taken.contains(name))
            report.add({.code = "compose-loss",
                        .severity = Severity::warning,
                        .message = concat("the build argument `", visible(name),
                                          "` is left out: its Containerfile has no `ARG ", visible(name), "`"),
                        .at = build.at});
    if (!build.target.empty()) {
        if (!out.ends_with('\n')) out += '\n';
        out += concat("\n# The target of the Compose file.\nFROM ", build.target, "\n");
    }
    return out;
}

}  // namespace nagaya::compose
