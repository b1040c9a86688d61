#include "compose/site_build.hpp"

#include <algorithm>
#include <set>
#include <tuple>

#include "base/text.hpp"
#include "compose/quadlet.hpp"
#include "compose/short_forms.hpp"
#include "syntax/containerfile.hpp"

namespace nagaya::compose {

namespace {

/// Of an image of a site: directories and accounts are called alike.
constexpr size_t longest_name = 31;

/// The words of an ARG instruction, as written: blanks and ends of lines within quotes end none.
std::vector<std::string_view> argument_words(std::string_view text) {
    std::vector<std::string_view> words;
    size_t begin = std::string_view::npos;
    char quote = 0;
    for (size_t i = 0; i <= text.size(); ++i) {
        const bool goes_on = quote == 0 && (text.substr(i).starts_with("\\\n") || text.substr(i).starts_with("\\\r\n"));
        const bool blank = i >= text.size() || goes_on || (quote == 0 && std::string_view(" \t\r\n").contains(text[i]));
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
            out += word;
            continue;
        }
        changed = true;
        taken.insert(given->first);
        out += concat(given->first, "=", quoted(given->second));
    }
    if (!changed) return {};
    // What was on several lines is on one now, and what follows stays where it was.
    return out.append(static_cast<size_t>(std::ranges::count(instruction, '\n')), '\n');
}

/// Keys that a directory with a Containerfile says, and those that no image looks different for.
bool can_be_said(const Value& build) {
    static constexpr std::string_view known[] = {"context", "dockerfile", "dockerfile_inline",
                                                 "args",    "target",     "labels"};
    return std::ranges::all_of(build.entries, [](const Entry& option) {
        return std::ranges::find(known, option.key) != std::end(known) || is_way_of_building(option.key);
    });
}

/// The pairs of a mapping that have a value; false when one has several lines.
bool take_pairs(const Value* mapping, std::vector<std::pair<std::string, std::string>>& pairs) {
    if (mapping == nullptr) return true;
    for (const auto& entry : mapping->entries) {
        if (entry.value.is_null()) continue;
        const std::string value = print_scalar(entry.value);
        if (value.contains('\n') || value.contains('\r')) return false;
        pairs.emplace_back(entry.key, value);
    }
    return true;
}

std::string in_letters_of_names(std::string_view text) {
    std::string out;
    for (const char byte : text) {
        const bool large = byte >= 'A' && byte <= 'Z';
        const bool known = (byte >= 'a' && byte <= 'z') || (byte >= '0' && byte <= '9');
        out += large ? static_cast<char>(byte - 'A' + 'a') : known ? byte : '-';
    }
    return out;
}

}  // namespace

bool SiteBuild::same_image(const SiteBuild& other) const {
    const auto all = [](const SiteBuild& one) {
        return std::tie(one.context, one.dockerfile, one.inline_text, one.args, one.target, one.labels);
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
        if (!one.context.starts_with('/')) continue;
        if (one.inline_text.empty()) {
            if (one.dockerfile.empty()) one.dockerfile = "Dockerfile";
            one.dockerfile =
                clean_path(one.dockerfile.starts_with('/') ? one.dockerfile : concat(one.context, "/", one.dockerfile));
        }
        if (take_pairs(build->find("args"), one.args) && take_pairs(build->find("labels"), one.labels))
            made.push_back(std::move(one));
    }
    return made;
}

std::vector<std::string> name_images(const std::vector<SiteBuild>& builds, std::string_view name, bool free) {
    const bool alone =
        free && std::ranges::all_of(builds, [&](const SiteBuild& build) { return build.same_image(builds[0]); });
    if (alone) return std::vector(builds.size(), std::string(name));
    std::vector<std::string> names;
    std::set<std::string> taken;
    for (const SiteBuild& build : builds) {
        const auto same = std::ranges::find_if(builds, [&](const SiteBuild& one) { return one.same_image(build); });
        if (&*same != &build) {
            names.push_back(std::string(names[static_cast<size_t>(same - builds.begin())]));
            continue;
        }
        const std::string whole = concat(name, "-", in_letters_of_names(build.service));
        std::string chosen = whole.substr(0, longest_name);
        for (size_t number = 2; !taken.insert(chosen).second; ++number) {
            const std::string end = concat("-", number);
            chosen = whole.substr(0, longest_name - end.size()) + end;
        }
        names.push_back(std::move(chosen));
    }
    return names;
}

std::string with_build_options(std::string_view text, const SiteBuild& build, Report& report) {
    if (build.args.empty() && build.target.empty() && build.labels.empty()) return std::string(text);
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
    if ((!build.target.empty() || !build.labels.empty()) && !out.ends_with('\n')) out += '\n';
    if (!build.target.empty()) out += concat("\n# The target of the Compose file.\nFROM ", build.target, "\n");
    if (!build.labels.empty()) out += "\n# The labels of the Compose file.\n";
    for (const auto& [name, value] : build.labels) out += concat("LABEL ", quoted(name), "=", quoted(value), "\n");
    return out;
}

}  // namespace nagaya::compose
