// A few sites, and hosts on which they were applied: where stories begin and end.
#pragma once

#include <gtest/gtest.h>

#include <map>

#include "apply/exploring.hpp"
#include "apply/random_site.hpp"

namespace nagaya::apply {

/// The first is empty; the others are each different.
inline const std::vector<state::HostState>& known_sites() {
    static const std::vector<state::HostState> all = [] {
        constexpr uint32_t site_count = 4;
        std::vector<state::HostState> made;
        made.push_back({});  // nothing at all: the first site comes from here, and the last one goes
        made.back().host = "mouse";
        made.back().prefix = "home";
        for (uint32_t seed = 1; seed < site_count; ++seed) made.push_back(RandomSite(seed).desired());
        return made;
    }();
    return all;
}

/// A host on which that site was applied from nothing.
inline const World& settled(size_t site) {
    static std::map<size_t, World> known;
    const auto [found, is_new] = known.try_emplace(site);
    if (is_new) {
        FakeMachine machine;
        EXPECT_TRUE(next_apply(machine, known_sites()[site]).ok());
        found->second = machine.world;
    }
    return found->second;
}

/// Two services, of which one reads a file of the other: small enough to look at every byte of its journal.
inline state::HostState tiny_site(int version) {
    state::HostState site;
    site.host = "mouse";
    site.prefix = "home";
    const auto put = [&](Kind kind, const std::string& scope, const std::string& name, const std::string& service,
                         decltype(state::Resource::value) value) {
        site.put({.kind = kind, .scope = scope, .name = name},
                 {.service = service, .origin = {}, .role = name, .value = std::move(value)});
    };
    for (const std::string service : {"a", "b"}) {
        site.services[service] = {.account = "root"};
        const std::string path = concat("/etc/systemd/system/", service, ".service");
        const std::string text =
            concat("[Container]\n", service == "b" ? "Volume=/srv/x:/x\n" : "", "# ", version, "\n[Install]\n");
        put(Kind::file, {}, path, service, state::File{.owner = {}, .content = state::Content::of(text)});
        state::Unit unit;
        unit.account = "root";
        unit.name = service + ".service";
        unit.active = true;
        unit.inputs = {{path, sha256(text)}};
        if (service == "b") unit.inputs["a: /srv/x"] = sha256(concat("x", version));
        put(Kind::unit, "root", unit.name, service, unit);
        site.used_by[{.kind = Kind::file, .scope = {}, .name = path}] = {
            {.kind = Kind::unit, .scope = "root", .name = unit.name}};
    }
    put(Kind::file, {}, "/srv/x", "a", state::File{.owner = {}, .content = state::Content::of(concat("x", version))});
    site.used_by[{.kind = Kind::file, .scope = {}, .name = "/srv/x"}] = {
        {.kind = Kind::unit, .scope = "root", .name = "b.service"}};
    return site;
}

/// From the first version of the tiny site to the second.
inline const Story& tiny_story() {
    static const Story story = [] {
        FakeMachine machine;
        EXPECT_TRUE(next_apply(machine, tiny_site(1)).ok());
        return Story(machine.world, tiny_site(2));
    }();
    return story;
}

}  // namespace nagaya::apply
