// A `docker run` command: each option is in the Compose file, or told.
#include "compose/docker_run.hpp"

#include <gtest/gtest.h>

#include <memory>

#include "base/json.hpp"
#include "base/text.hpp"
#include "compose/docker_run_words.hpp"

namespace nagaya::compose {
namespace {

/// A command, what it comes to and what was told.
struct Read {
    Sources sources;
    Report report;
    Texts texts;
    std::vector<CommandWord> words;
    DockerRun made;

    std::string at(const Diagnostic& finding) const { return std::string(sources.text(finding.at)); }
};

Lookup variables() {
    return [](std::string_view name) -> std::optional<std::string_view> {
        if (name == "HOME") return "/home/u";
        if (name == "PWD") return "/here";
        if (name == "TAG") return "1 2";
        return std::nullopt;
    };
}

std::unique_ptr<Read> shell(std::string_view text) {
    auto read = std::make_unique<Read>();
    const FileId file = read->sources.add("command line", std::string(text));
    read->words = split_shell_words(read->sources, file, variables(), read->report);
    return read;
}

std::vector<std::string> words(std::string_view text) {
    std::vector<std::string> made;
    const auto read = shell(text);
    for (const auto& word : read->words) made.push_back(word.text);
    return made;
}

std::unique_ptr<Read> read(std::string_view text) {
    auto read = shell(text);
    read->made = read_docker_run(read->words, read->texts, read->report);
    return read;
}

std::unique_ptr<Read> run(std::string_view options) { return read(concat(options, " img")); }

Json as_json(const Value& value) {
    switch (value.kind) {
        case Value::Kind::boolean: return {value.is_true()};
        case Value::Kind::integer: return {value.number};
        case Value::Kind::text: return {value.text};
        case Value::Kind::sequence: {
            JsonArray items;
            for (const auto& item : value.items) items.push_back(as_json(item));
            return {std::move(items)};
        }
        case Value::Kind::mapping: {
            JsonObject members;
            for (const auto& entry : value.entries) members.emplace_back(entry.key, as_json(entry.value));
            return {std::move(members)};
        }
        default: return {};
    }
}

std::string print(const Value& value) { return print_json(as_json(value), JsonStyle::compact); }

/// The keys of the service that `options` make, without its image.
std::string service(std::string_view options) {
    std::string out;
    const auto made = run(options);
    const Value* services = made->made.file.find("services");
    if (services == nullptr) return "";
    for (const auto& entry : services->entries[0].value.entries)
        if (entry.key != "image") out += concat(entry.key, ": ", print(entry.value), "\n");
    return out;
}

std::string lost(std::string_view options) {
    std::string out;
    const auto made = run(options);
    for (const auto& one : made->report.kept()) out += one.message + "\n";
    return out;
}

/// Why it cannot be read, and that nothing came of it.
std::string wrong(std::string_view options) {
    const auto made = run(options);
    if (!made->report.has_errors()) return "";
    EXPECT_TRUE(made->made.file.is_null());
    return made->report.kept()[0].message;
}

/// What each finding points at.
std::string places(std::string_view command) {
    const auto made = read(command);
    std::string out;
    for (const auto& one : made->report.kept()) out += concat(out.empty() ? "" : " | ", made->at(one));
    return out;
}

TEST(ShellWords, AreWhatAShellMakesOfThem) {
    EXPECT_EQ(words("a 'b c' \"d\\\"e\" f\\ g ''"), (std::vector<std::string>{"a", "b c", "d\"e", "f g", ""}));
    EXPECT_EQ(words("a \\\n  b \\\r\n c"), (std::vector<std::string>{"a", "b", "c"}));
    EXPECT_EQ(words("a # b\n"), std::vector<std::string>{"a"});
    EXPECT_EQ(words("~/x $HOME/y ${PWD}/z $(pwd)/q `pwd`:/r '$HOME' a~"),
              (std::vector<std::string>{"/home/u/x", "/home/u/y", "/here/z", "/here/q", "/here:/r", "$HOME", "a~"}));
    EXPECT_EQ(words("\"$TAG\" $ 5$"), (std::vector<std::string>{"1 2", "$", "5$"}));
}

TEST(ShellWords, OnlyAShellKnowsStayAndAreTold) {
    const auto made = shell("-u $(id -u):$NOPE");
    EXPECT_EQ(words("-u $(id -u):$NOPE"), (std::vector<std::string>{"-u", "$(id -u):$NOPE"}));
    ASSERT_EQ(made->report.kept().size(), 2U);
    EXPECT_EQ(made->at(made->report.kept()[0]), "$(id -u)");
    EXPECT_EQ(made->at(made->report.kept()[1]), "$NOPE");
}

TEST(ShellWords, MoreThanOneCommandIsAnError) {
    const std::pair<std::string_view, std::string_view> wrong[] = {
        {"a | b", "|"},           {"a |", "|"},  {"a && b", "&"}, {"a; b", ";"},  {"a > b", ">"},
        {"a\nb c\nd", "b c"},     {"a 'b", "'"}, {"a \"b", "\""}, {"a $(b", "$"}, {"\"$(b", "$"},
        {"a # x\n\n# y\n z", "z"}};
    for (const auto& [text, place] : wrong) {
        const auto made = shell(text);
        ASSERT_EQ(made->report.errors(), 1U) << text;
        EXPECT_EQ(made->at(made->report.kept()[0]), place) << text;
    }
    for (const auto text : {"a;", "a\n\n", "a\n# b\n", "# a\n\nb"})
        EXPECT_FALSE(shell(text)->report.has_errors()) << text;
}

TEST(ShellWords, KnowWhereTheyStand) {
    const auto made = shell("run  -p \\\n 'a b'c \"$TAG\" d\n");
    std::vector<std::string> places;
    for (const auto& word : made->words) places.emplace_back(made->sources.text(word.at));
    EXPECT_EQ(places, (std::vector<std::string>{"run", "-p", "'a b'c", "\"$TAG\"", "d"}));
}

TEST(ShellWords, QuotedAreTheSame) {
    const std::vector<std::string> all{"a",       "",     "b c", "it's",    "$TAG", "~",
                                       "x=\"1\"", "a\nb", "#",   "-p80:80", "a;b",  "\\"};
    EXPECT_EQ(words(quote_shell_words(all)), all);
    EXPECT_EQ(quote_shell_words({"docker", "run", "-p", "80:80", "a/b:1@sha256:0"}),
              "docker run -p 80:80 a/b:1@sha256:0");
}

TEST(DockerRun, PointsIntoTheCommand) {
    EXPECT_EQ(places("docker run -d --nmae x img"), "--nmae");
    EXPECT_EQ(places("docker run --pasword=hidden img"), "--pasword=hidden");
    EXPECT_EQ(places("docker run -d --link db img"), "--link");
    EXPECT_EQ(places("docker run --init=maybe img"), "maybe");
    EXPECT_EQ(places("docker run --ulimit=nofile=x img"), "nofile=x");
    EXPECT_EQ(places("docker run '--ulimit=nofile=x' img"), "'--ulimit=nofile=x'");
    EXPECT_EQ(places("docker run \\\n  --mount \"type=bind,dst=/b\" \\\n  img"), "\"type=bind,dst=/b\"");
    EXPECT_EQ(places("docker run -v:/x img"), ":/x");
    EXPECT_EQ(places("docker run --ip 10.0.0.5 img"), "10.0.0.5");
    EXPECT_EQ(places("docker run --network name=a,foo=1 img"), "name=a,foo=1");
    EXPECT_EQ(places("docker run --gpus all,foo=1 img"), "all,foo=1");
    EXPECT_EQ(places("docker --context foo run img"), "--context");
    EXPECT_EQ(places("docker version"), "version");
    EXPECT_EQ(places("sudo -u x docker run img"), "-u");
    EXPECT_EQ(places("docker run -d"), "-d");
    EXPECT_EQ(places("docker run -p"), "-p");
    const auto made = read("docker run -e A=1 --name web -p=80:80 reg/img:1 sh");
    const auto text = [&](const Value& value) { return made->sources.text(value.at); };
    const Entry& service = made->made.file.find("services")->entries[0];
    EXPECT_EQ(made->sources.text(service.key_at), "web");
    EXPECT_EQ(text(service.value.find("environment")->items[0]), "A=1");
    EXPECT_EQ(text(service.value.find("ports")->items[0]), "80:80");
    EXPECT_EQ(text(*service.value.find("image")), "reg/img:1");
    EXPECT_EQ(text(service.value.find("command")->items[0]), "sh");
}

TEST(DockerRun, TakesFlagsInARow) {
    EXPECT_EQ(service("-dit"), "stdin_open: true\ntty: true\n");
    EXPECT_EQ(service("-itp80:80 -p=81:81 -p 82:82"),
              "ports: [\"80:80\",\"81:81\",\"82:82\"]\nstdin_open: true\ntty: true\n");
    EXPECT_EQ(service("--init=false --privileged=1"), "init: false\nprivileged: true\n");
    EXPECT_EQ(wrong("-dZ"), "`-Z` is not an option of `docker run`");
    EXPECT_EQ(lost("--init=maybe"), "`--init=maybe` is left out: it is either true or false\n");
}

TEST(DockerRun, TakesMounts) {
    EXPECT_EQ(service("--mount type=bind,src=/a,dst=/b,readonly,bind-propagation=rslave"),
              "volumes: [{\"type\":\"bind\",\"target\":\"/b\",\"source\":\"/a\",\"read_only\":true,\"bind\":{"
              "\"propagation\":\"rslave\"}}]\n");
    EXPECT_EQ(service("--mount type=tmpfs,destination=/t,tmpfs-size=1m,tmpfs-mode=1770"),
              "volumes: [{\"type\":\"tmpfs\",\"target\":\"/t\",\"tmpfs\":{\"size\":\"1m\",\"mode\":1016}}]\n");
    EXPECT_EQ(service("--mount '\"source=a,b\",target=/v,volume-nocopy,volume-subpath=s,ro=false'"),
              "volumes: [{\"type\":\"volume\",\"target\":\"/v\",\"source\":\"a,b\",\"volume\":{\"nocopy\":true,"
              "\"subpath\":\"s\"}}]\n");
    EXPECT_EQ(lost("--mount type=devpts,target=/dev/pts"),
              "`--mount type=devpts,target=/dev/pts` is left out: Compose has no mounts of type `devpts`\n");
    EXPECT_EQ(lost("--mount type=bind,src=/a"), "`--mount type=bind,src=/a` is left out: it has no target\n");
    EXPECT_EQ(lost("--mount src=a,dst=/a,volume-driver=x,wat"),
              "`volume-driver` of `--mount type=volume` is left out\n`wat` of `--mount type=volume` is left out\n");
    EXPECT_EQ(service("--mount dst=/b,z,src=/a,relabel=private,type=bind"),
              "volumes: [{\"type\":\"bind\",\"target\":\"/b\",\"source\":\"/a\",\"bind\":{\"selinux\":\"Z\"}}]\n");
    EXPECT_EQ(lost("--mount type=tmpfs,dst=/b,z"), "`z` of `--mount type=tmpfs` is left out\n");
    EXPECT_EQ(lost("--mount type=volume,src=a,dst=/b,relabel=private"),
              "`relabel` of `--mount type=volume` is left out\n");
    EXPECT_EQ(lost("--mount type=bind,dst=/b"), "`--mount type=bind,dst=/b` is left out: it has no source\n");
    EXPECT_EQ(lost("-v :/x"), "`-v :/x` is left out: nothing stands before the `:`\n");
}

TEST(DockerRun, TakesGpus) {
    EXPECT_EQ(service("--gpus all"), "gpus: [{\"count\":\"all\"}]\n");
    EXPECT_EQ(service("--gpus 2"), "gpus: [{\"count\":2}]\n");
    EXPECT_EQ(service("--gpus '\"device=0,GPU-1\"'"), "gpus: [{\"device_ids\":[\"0\",\"GPU-1\"]}]\n");
    EXPECT_EQ(service("--gpus device=0,1"), "gpus: [{\"device_ids\":[\"0\",\"1\"]}]\n");
    EXPECT_EQ(service("--gpus 'count=1,\"capabilities=utility,compute\"'"),
              "gpus: [{\"count\":1,\"capabilities\":[\"utility\",\"compute\"]}]\n");
    EXPECT_EQ(service("--gpus all,count=1"), "gpus: [{\"count\":1}]\n");
    EXPECT_EQ(lost("--gpus device=0,count=1"), "`count` of `--gpus` is left out: the devices are named\n");
    EXPECT_EQ(lost("--gpus all,foo=1"), "`foo` of `--gpus` is left out\n");
}

TEST(DockerRun, TakesHealthLimitsAndLogs) {
    EXPECT_EQ(service("--health-cmd 'x || exit 1' --health-retries 3 --health-interval=5s --health-start-period 1m"),
              "healthcheck: {\"test\":\"x || exit 1\",\"retries\":3,\"interval\":\"5s\",\"start_period\":\"1m\"}\n");
    EXPECT_EQ(service("--health-cmd none"), "healthcheck: {\"disable\":true}\n");
    EXPECT_EQ(service("--memory-swap=-1 --cpus 1.5"), "cpus: \"1.5\"\nmemswap_limit: -1\n");
    EXPECT_EQ(service("--no-healthcheck"), "healthcheck: {\"disable\":true}\n");
    EXPECT_EQ(service("--ulimit nofile=1:2 --ulimit nproc=5 --stop-timeout 10"),
              "stop_grace_period: \"10s\"\nulimits: {\"nofile\":{\"soft\":1,\"hard\":2},\"nproc\":5}\n");
    EXPECT_EQ(lost("--ulimit nofile=x"), "`--ulimit nofile=x` is left out: it is not NAME=SOFT:HARD\n");
    EXPECT_EQ(service("--log-driver journald --log-opt tag=a --log-opt b"),
              "logging: {\"driver\":\"journald\",\"options\":{\"tag\":\"a\",\"b\":\"\"}}\n");
    EXPECT_EQ(service("--device-read-bps /dev/sda:1mb --blkio-weight 5"),
              "blkio_config: {\"device_read_bps\":[{\"path\":\"/dev/sda\",\"rate\":\"1mb\"}],\"weight\":5}\n");
}

TEST(DockerRun, TakesNetworks) {
    EXPECT_EQ(service("--net host"), "network_mode: \"host\"\n");
    EXPECT_EQ(service("--network name=a,alias=x,ip=10.0.0.5 --network b --network-alias y"),
              "networks: "
              "{\"a\":{\"aliases\":[\"x\",\"y\"],\"ipv4_address\":\"10.0.0.5\"},\"b\":{}}\n");
    EXPECT_EQ(service("--network name=a,alias=x --network name=b,alias=y"),
              "networks: {\"a\":{\"aliases\":[\"x\"]},\"b\":{\"aliases\":[\"y\"]}}\n");
    EXPECT_EQ(service("--network name=a,ip=10.0.0.3 --ip 10.0.0.4 --ip 10.0.0.5"),
              "networks: {\"a\":{\"ipv4_address\":\"10.0.0.5\"}}\n");
    EXPECT_EQ(service("--network a --ip 10.0.0.5"), "networks: {\"a\":{\"ipv4_address\":\"10.0.0.5\"}}\n");
    EXPECT_NE(lost("--ip 10.0.0.5"), "");
}

TEST(DockerRun, TellsWhatItLeavesOut) {
    EXPECT_EQ(lost("--link db:mysql"), "`--link db:mysql` is left out\n");
    EXPECT_EQ(lost("-P --cidfile x"), "`-P` is left out\n`--cidfile x` is left out\n");
    EXPECT_EQ(lost("--retry 3 --creds u:p --cgroup-conf=a=b"),
              "`--retry 3` is left out\n`--creds` is left out\n`--cgroup-conf a=b` is left out\n");
    EXPECT_EQ(lost("-d --rm -q --sig-proxy=false"), "");
    EXPECT_EQ(read("docker run -p")->report.kept()[0].message, "`-p` has no value");
    EXPECT_EQ(read("docker run -d")->report.kept()[0].message, "the command names no image");
}

TEST(DockerRun, RefusesWhatItCannotRead) {
    EXPECT_EQ(wrong("--nmae x"), "`--nmae` is not an option of `docker run`");
    EXPECT_EQ(run("--nmae x")->report.kept()[0].help, "did you mean `--name`?");
    EXPECT_EQ(wrong("--pasword=hidden --init"), "`--pasword` is not an option of `docker run`");
    EXPECT_EQ(wrong("docker --context foo run"), "an option of the program stands before `run`");
    EXPECT_EQ(wrong("docker version"), "another command than `run`");
    EXPECT_EQ(wrong("sudo -u x docker run"), "`sudo` runs something else");
}

TEST(DockerRun, SkipsTheCommandsOwnWordsOnce) {
    for (const auto front : {"", "run", "docker run", "$ docker run", "sudo podman container create",
                             "sudo -E docker run", "container run"}) {
        const auto made = read(concat(front, " docker version"));
        if (*front == '\0') {
            EXPECT_TRUE(made->report.has_errors());
            continue;
        }
        EXPECT_EQ(made->made.name, "docker") << front;
        EXPECT_EQ(print(*made->made.file.find("services")->entries[0].value.find("command")), "[\"version\"]") << front;
    }
}

TEST(DockerRun, KeepsDollarsAndTheCommand) {
    const auto made = read("podman run -e 'A=$x' --entrypoint sh reg/a/b:1 -c 'echo $A' ''");
    EXPECT_EQ(made->made.name, "b");
    EXPECT_EQ(print(made->made.file),
              "{\"services\":{\"b\":{\"command\":[\"-c\",\"echo $$A\",\"\"],\"entrypoint\":[\"sh\"],"
              "\"environment\":[\"A=$$x\"],\"image\":\"reg/a/b:1\"}}}");
}

TEST(DockerRun, DeclaresVolumesAndNetworks) {
    const auto made = read("docker run -v data:/d -v ./x:/x -v /y:/y --mount src=more,dst=/m --network front img");
    EXPECT_EQ(print(*made->made.file.find("volumes")), "{\"data\":{\"name\":\"data\"},\"more\":{\"name\":\"more\"}}");
    EXPECT_EQ(print(*made->made.file.find("networks")), "{\"front\":{\"name\":\"front\"}}");
}

TEST(DockerRun, DeclaresNothingForPaths) {
    const auto made = read("docker run -v '~/x:/x' --mount type=bind,src=/a,dst=/b --net default -- img");
    EXPECT_EQ(made->made.file.find("volumes"), nullptr);
    EXPECT_EQ(print(*made->made.file.find("services")->entries[0].value.find("network_mode")), "\"bridge\"");
    EXPECT_EQ(made->made.name, "img");
}

}  // namespace
}  // namespace nagaya::compose
