// Small sites, each different, with everything in them that makes an apply hard.
#pragma once

#include <random>
#include <string>

#include "base/text.hpp"
#include "load/load.hpp"
#include "lower/lower.hpp"

namespace nagaya::apply {

class RandomSite {
public:
    explicit RandomSite(uint32_t seed) : random_(seed) {}

    /// The desired state of the site's only host.
    state::HostState desired() {
        add("nagaya.toml", "[site]\nname = \"home\"\nprefix = \"home\"\ndomain = \"example.org\"\n");
        std::string services;
        for (const std::string name : {"alpha", "beta", "gamma"}) {
            if (!often()) continue;
            services += concat(services.empty() ? "" : ", ", '"', name, '"');
            add_service(name);
        }
        if (sometimes()) add("images/base/more", "more");
        add("images/base/Containerfile", concat("FROM docker.io/library/debian:12\n# ", pick(2), "\n"));
        add("hosts/mouse.toml", concat("os = \"debian\"\npodman = \"5.4\"\nservices = [", services, "]\n"));
        // Ids must not depend on which services there are, as with a real lock.
        Sources sources;
        Report report;
        model::Site site = load::load_site(tree_, secrets_, "", sources, report);
        site.lock.accounts = {{"alpha", {.uid = 2000, .subid_start = 1'000'000, .subid_count = 65'536}},
                              {"beta", {.uid = 2001, .subid_start = 1'065'536, .subid_count = 65'536}},
                              {"gamma", {.uid = 2002, .subid_start = 1'131'072, .subid_count = 65'536}}};
        load::complete_lock(site, report);
        state::HostState state = lower::lower_host(site, site.hosts.at("mouse"), sources, report);
        for (const Diagnostic& finding : report.sorted(sources)) {
            ADD_FAILURE() << sources.path(finding.at.file) << ": " << finding.code << ": " << finding.message;
        }
        return state;
    }

private:
    uint32_t pick(uint32_t count) { return static_cast<uint32_t>(random_() % count); }
    bool often() { return pick(4) != 0; }
    bool sometimes() { return pick(3) == 0; }
    void add(const std::string& path, std::string text) { tree_[path].bytes = std::move(text); }

    void add_service(const std::string& name) {
        const std::string at = concat("services/", name, '/');
        const bool rootful = pick(8) == 0;
        const bool shares = name == "gamma" && sometimes();
        std::string manifest = concat("description = \"", pick(2), "\"\n");
        if (rootful) manifest += "[account]\nname = \"root\"\n";
        if (shares && !rootful) manifest += "[account]\nname = \"alpha\"\n";
        if (name != "alpha" && often())
            manifest += concat("[needs]\nservices = [\"", name == "beta" ? "alpha" : "beta", "\"]\n");
        if (sometimes())
            manifest += concat("[[port]]\nname = \"http\"\nlisten = ",
                               name == "alpha"  ? 80
                               : name == "beta" ? 81
                                                : 82,
                               '\n');
        if (sometimes())
            manifest += concat("[[data]]\npath = \"", pick(2) == 0 ? "db" : "db/deep", "\"\nowner = ", pick(2), '\n');
        if (sometimes())
            manifest +=
                concat("[[hook]]\nstage = \"before-build\"\ncommand = [\"migrate\", \"", pick(2), "\"]\nonce = true\n");
        if (sometimes()) manifest += "[[hook]]\nstage = \"after-build\"\ncommand = [\"tell\"]\n";
        if (sometimes()) {
            manifest += "[secrets]\nenv = [\"x.env\"]\n";
            secrets_[name + "/x.env"].bytes = concat("PASSWORD=", pick(2), '\n');
        }
        add(at + "service.toml", manifest);
        const bool built = sometimes();
        if (built) {
            add(at + "image/Containerfile", concat("FROM localhost/base\n# ", pick(2), "\n"));
            if (sometimes()) add(at + "image/extra", "extra");
        }
        add_units(name, at, built);
        add(at + "files/site.conf", concat("@@SERVICE@@ ", pick(3), '\n'));
        if (sometimes()) add(at + "files/html/index.html", concat("<p>", pick(2), '\n'));
        if (sometimes()) {
            add(at + "files/conf", "a file\n");  // and in other sites a directory
        } else {
            add(at + "files/conf/part", "below a directory\n");
        }
    }

    void add_units(const std::string& name, const std::string& at, bool built) {
        std::string container = concat("[Container]\nImage=",
                                       built          ? "@@IMAGE@@"
                                       : pick(2) == 0 ? "docker.io/library/debian:12"
                                                      : "@@IMAGE_BASE@@",
                                       "\nVolume=@@FILES_PATH@@/site.conf:/site.conf\n");
        if (often()) container += "Volume=@@FILES_PATH@@/html:/html\n";
        if (often()) container += "Volume=@@FILES_PATH@@/conf:/conf\n";
        const bool has_alpha = tree_.contains("services/alpha/service.toml");
        if (name == "gamma" && has_alpha && often())
            container += "Volume=@@INSTALL_ROOT@@/alpha/files/site.conf:/other\n";
        if (often()) container += "[Install]\nWantedBy=default.target\n";
        add(concat(at, name, ".container"), container);
        if (sometimes()) add(concat(at, name, ".container.d/10.conf"), concat("[Service]\nMemoryMax=", pick(2), "G\n"));
        if (sometimes())
            add(concat(at, "job.network"), concat("[Network]\nInternal=", pick(2) == 0 ? "true\n" : "false\n"));
        if (sometimes()) {
            add(concat(at, "units/user/", name, "-job.service"),
                concat("[Service]\nType=oneshot\nExecStart=/bin/true ", pick(2), '\n'));
            if (often())
                add(concat(at, "units/user/", name, "-job.timer"),
                    "[Timer]\nOnCalendar=daily\n[Install]\nWantedBy=timers.target\n");
        }
        if (sometimes())
            add(concat(at, "units/root/watch.path"), "[Path]\nPathChanged=/x\n[Install]\nWantedBy=paths.target\n");
    }

    std::mt19937 random_;
    model::Tree tree_;
    model::Tree secrets_;
};

}  // namespace nagaya::apply
