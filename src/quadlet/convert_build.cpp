#include <array>

#include "base/text.hpp"
#include "quadlet/conversion.hpp"

namespace nagaya::quadlet {
namespace {

constexpr auto string_options = std::to_array<KeyOption>({{"Arch", "--arch"},
                                                          {"AuthFile", "--authfile"},
                                                          {"Target", "--target"},
                                                          {"Variant", "--variant"},
                                                          {"IgnoreFile", "--ignorefile"},
                                                          {"Retry", "--retry"},
                                                          {"RetryDelay", "--retry-delay"}});
constexpr auto flag_options = std::to_array<KeyOption>({{"TLSVerify", "--tls-verify"}, {"ForceRM", "--force-rm"}});
constexpr auto list_options = std::to_array<KeyOption>({{"DNS", "--dns"},
                                                        {"DNSOption", "--dns-option"},
                                                        {"DNSSearch", "--dns-search"},
                                                        {"GroupAdd", "--group-add"},
                                                        {"ImageTag", "--tag"}});

/// --file, and what comes last: the context.
Fault context(Conversion& c, Command& command) {
    std::string context;
    if (auto fault = c.working_directory(context)) return fault;
    const Values service{c.service.find("Service"), c.run.request.release, c.run.arena};
    const auto directory = service.filled("WorkingDirectory");
    const auto file = c.own.filled("File");
    if (directory.empty() && file.empty() && context.empty())
        return "neither SetWorkingDirectory, nor File key specified";
    if (!file.empty()) command.option("--file", file);
    c.podman_arguments(command);
    if (!context.empty()) {
        command.word(context);
        return std::nullopt;
    }
    const bool placed = file.starts_with('/') || looks_like_url(file) || (c.since(5, 7) && starts_with_specifier(file));
    if (placed) return std::nullopt;
    if (directory.empty()) return "relative path in File key requires SetWorkingDirectory key to be set";
    command.word(directory);
    return std::nullopt;
}

}  // namespace

Fault convert_build(Conversion& c) {
    if (auto fault = c.begin()) return fault;
    if (c.own.list("ImageTag").empty()) return "no ImageTag key specified";
    Command command = c.podman();
    command.word("build");
    if (const auto pull = c.own.filled("Pull"); !pull.empty()) {
        if (c.since(5, 4))
            command.word(concat("--pull=", pull));
        else
            command.option("--pull", pull);
    }
    c.strings(command, string_options);
    c.flags(command, flag_options);
    c.lists(command, list_options);
    c.pairs(command, "Annotation", "--annotation");
    c.pairs(command, "Environment", "--env");
    c.pairs(command, "Label", "--label");
    c.pairs(command, "BuildArg", "--build-arg");
    if (auto fault = c.networks(command)) return fault;
    for (const auto secret : c.own.arguments("Secret")) command.option("--secret", secret);
    if (auto fault = c.volumes(command)) return fault;
    if (auto fault = context(c, command)) return fault;
    c.add_command("ExecStart", command);
    c.oneshot(false);
    return std::nullopt;
}

}  // namespace nagaya::quadlet
