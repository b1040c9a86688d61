// A `docker run` command: each option is in the Compose file, or told.
#include "compose/docker_run.hpp"

#include <gtest/gtest.h>

#include "base/text.hpp"
#include "compose/docker_run_words.hpp"

namespace nagaya::compose {
namespace {

ShellWords shell(std::string_view text) {
    return split_shell_words(text, [](std::string_view name) -> std::optional<std::string_view> {
        if (name == "HOME") return "/home/u";
        if (name == "PWD") return "/here";
        if (name == "TAG") return "1 2";
        return std::nullopt;
    });
}

DockerRun run(std::string_view options) { return read_docker_run(shell(std::string(options) + " img").words); }

/// The lines of the service that `options` make, without its image.
std::string service(std::string_view options) {
    std::string out;
    const std::string text = run(options).compose;
    for (const auto line : split(text, '\n'))
        if (line.starts_with("    ") && !line.starts_with("    image:")) out += concat(line.substr(4), "\n");
    return out;
}

std::string lost(std::string_view options) {
    std::string out;
    for (const auto& one : run(options).lost) out += one.message + "\n";
    return out;
}

/// Why it cannot be read, and that nothing came of it.
std::string wrong(std::string_view options) {
    const DockerRun made = run(options);
    if (!made.wrong) return "";
    EXPECT_EQ(made.compose, "");
    return made.wrong->message;
}

TEST(ShellWords, AreWhatAShellMakesOfThem) {
    EXPECT_EQ(shell("a 'b c' \"d\\\"e\" f\\ g ''").words, (std::vector<std::string>{"a", "b c", "d\"e", "f g", ""}));
    EXPECT_EQ(shell("a \\\n  b \\\r\n c").words, (std::vector<std::string>{"a", "b", "c"}));
    EXPECT_EQ(shell("a # b\n").words, std::vector<std::string>{"a"});
    EXPECT_EQ(shell("~/x $HOME/y ${PWD}/z $(pwd)/q `pwd`:/r '$HOME' a~").words,
              (std::vector<std::string>{"/home/u/x", "/home/u/y", "/here/z", "/here/q", "/here:/r", "$HOME", "a~"}));
    EXPECT_EQ(shell("\"$TAG\" $ 5$").words, (std::vector<std::string>{"1 2", "$", "5$"}));
}

TEST(ShellWords, OnlyAShellKnowsStayAndAreTold) {
    const auto made = shell("-u $(id -u):$NOPE");
    EXPECT_EQ(made.words, (std::vector<std::string>{"-u", "$(id -u):$NOPE"}));
    EXPECT_EQ(made.open, (std::vector<std::string>{"$(id -u)", "$NOPE"}));
}

TEST(ShellWords, MoreThanOneCommandIsAProblem) {
    for (const auto text : {"a | b", "a && b", "a; b", "a > b", "a\nb", "a 'b", "a \"b", "a $(b"})
        EXPECT_NE(shell(text).problem, "") << text;
    for (const auto text : {"a;", "a\n\n", "a\n# b\n"}) EXPECT_EQ(shell(text).problem, "") << text;
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
              "{\"a\":{\"ipv4_address\":\"10.0.0.5\",\"aliases\":[\"x\",\"y\"]},\"b\":{}}\n");
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
    EXPECT_EQ(run("-d").lost.size(), 0U);
    EXPECT_TRUE(read_docker_run({"docker", "run", "-p"}).wrong);
    EXPECT_EQ(read_docker_run({"docker", "run", "-d"}).compose, "");
}

TEST(DockerRun, RefusesWhatItCannotRead) {
    EXPECT_EQ(wrong("--nmae x"), "`--nmae` is not an option of `docker run`");
    EXPECT_EQ(run("--nmae x").wrong->help, "did you mean `--name`?");
    EXPECT_EQ(wrong("--pasword=hidden --init"), "`--pasword` is not an option of `docker run`");
    EXPECT_EQ(wrong("docker --context foo run"), "an option of the program stands before `run`");
    EXPECT_EQ(wrong("docker version"), "another command than `run`");
    EXPECT_EQ(wrong("sudo -u x docker run"), "`sudo` runs something else");
}

TEST(DockerRun, SkipsTheCommandsOwnWordsOnce) {
    for (const auto front : {"", "run", "docker run", "sudo podman container create", "container run"}) {
        const DockerRun made = read_docker_run(shell(concat(front, " docker version")).words);
        if (*front == '\0') {
            EXPECT_TRUE(made.wrong);
            continue;
        }
        EXPECT_EQ(made.name, "docker") << front;
        EXPECT_TRUE(made.compose.contains("command: [\"version\"]")) << made.compose;
    }
}

TEST(DockerRun, KeepsDollarsAndTheCommand) {
    const DockerRun made =
        read_docker_run({"podman", "run", "-e", "A=$x", "--entrypoint", "sh", "reg/a/b:1", "-c", "echo $A", ""});
    EXPECT_EQ(made.name, "b");
    EXPECT_EQ(made.compose,
              "services:\n  \"b\":\n    command: [\"-c\",\"echo $$A\",\"\"]\n    entrypoint: [\"sh\"]\n    "
              "environment: [\"A=$$x\"]\n"
              "    image: \"reg/a/b:1\"\n");
}

}  // namespace
}  // namespace nagaya::compose
