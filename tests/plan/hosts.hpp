// Small host states for the tests of this room.
#pragma once

#include <string>
#include <vector>

#include "base/text.hpp"
#include "plan/plan.hpp"

namespace nagaya::plan {

using state::Kind;
using state::ResourceId;

inline ResourceId file_id(const std::string& path) { return {.kind = Kind::file, .scope = {}, .name = path}; }
inline ResourceId unit_id(const std::string& account, const std::string& name) {
    return {.kind = Kind::unit, .scope = account, .name = name};
}

/// A state that tests fill by one call for each resource.
struct HostBuilder {
    state::HostState state;

    HostBuilder() {
        state.host = "mouse";
        state.prefix = "home";
    }
    void put(ResourceId id, const std::string& service, const std::string& role,
             decltype(state::Resource::value) value) {
        state.put(std::move(id), {.service = service, .origin = {}, .role = role, .value = std::move(value)});
    }
    HostBuilder& account(const std::string& name, uint32_t uid) {
        state::Account account;
        account.name = name;
        account.uid = uid;
        account.home = "/home/" + name;
        put({.kind = Kind::account, .scope = {}, .name = name}, {}, {}, account);
        return *this;
    }
    HostBuilder& service(const std::string& name, const std::string& account, std::vector<std::string> needs = {}) {
        state.services[name] = {.account = account, .needs = std::move(needs)};
        return *this;
    }
    HostBuilder& directory(const std::string& path, const std::string& service, bool keep = false, uint32_t gid = 0) {
        put({.kind = Kind::directory, .scope = {}, .name = path}, service, {},
            state::Directory{.owner = {.uid = 0, .gid = gid}, .mode = 0755, .keep = keep});
        return *this;
    }
    HostBuilder& file(const std::string& path, const std::string& service, const std::string& role, std::string text,
                      uint32_t gid = 0) {
        put(file_id(path), service, role,
            state::File{
                .owner = {.uid = gid, .gid = gid}, .mode = 0644, .content = state::Content::of(std::move(text))});
        return *this;
    }
    HostBuilder& image(const std::string& account, const std::string& reference, const std::string& service) {
        state::Image image;
        image.account = account;
        image.reference = reference;
        put({.kind = Kind::image, .scope = account, .name = reference}, service, "image " + reference, image);
        return *this;
    }
    /// A unit that runs; its inputs are the roles of `files`.
    HostBuilder& unit(const std::string& account, const std::string& name, const std::string& service,
                      const std::vector<std::string>& files = {}, bool enabled = false) {
        state::Unit unit;
        unit.account = account;
        unit.name = name;
        unit.active = true;
        unit.enabled = enabled;
        for (const std::string& path : files) {
            const state::Resource* resource = state.find(file_id(path));
            unit.inputs[state::input_label(*resource, service)] =
                std::get<state::File>(resource->value).content.digest();
            state.used_by[file_id(path)].insert(unit_id(account, name));
        }
        put(unit_id(account, name), service, name, unit);
        return *this;
    }
    /// Changes a unit that is there.
    HostBuilder& with_unit(const std::string& account, const std::string& name, const auto& change) {
        state::Resource resource = *state.find(unit_id(account, name));
        change(std::get<state::Unit>(resource.value));
        state.put(unit_id(account, name), resource);
        return *this;
    }
    /// A Quadlet that makes a network, volume or pod, and its unit, which runs; `lan.network` makes podman's "lan".
    HostBuilder& quadlet(const std::string& account, const std::string& file, const std::string& service,
                         state::PodmanObject::Kind kind, const std::string& text) {
        const std::string stem = file.substr(0, file.find('.'));
        const std::string name = concat(stem, '-', file.substr(file.find('.') + 1), ".service");
        this->file("/q/" + file, service, file, text).unit(account, name, service, {"/q/" + file});
        with_unit(account, name, [&](state::Unit& unit) {
            unit.creates = {.kind = kind, .name = stem};
            unit.active = kind == state::PodmanObject::Kind::pod;
        });
        state::Resource resource = *state.find(unit_id(account, name));
        resource.role = file;
        state.put(unit_id(account, name), resource);
        return *this;
    }
    /// The same as it is seen on a host where all of it runs: what only a site knows is not there.
    HostBuilder seen() const {
        HostBuilder host = *this;
        for (const auto& [id, resource] : state.resources()) {
            if (id.kind != Kind::unit) continue;
            host.with_unit(id.scope, id.name, [](state::Unit& unit) {
                unit.active = true;
                unit.creates.reset();
                unit.probes.clear();
                unit.reloaded_by.clear();
            });
        }
        return host;
    }
    HostBuilder& hook(const std::string& service, const std::string& word, bool once, bool before_build = true) {
        state::Hook hook;
        hook.account = service;
        hook.command = {word};
        hook.once = once;
        hook.before_build = before_build;
        hook.digest = word;
        put({.kind = Kind::hook, .scope = service, .name = concat(service, '/', word)}, service, {}, hook);
        return *this;
    }
    /// The record of a host on which all of this was applied.
    state::Deployed deployed() const {
        state::Deployed record;
        for (const auto& [id, resource] : state.resources()) record.entries[id] = state::entry_of(resource);
        return record;
    }
};

/// Service "web" of account "web" (2000): a directory, a Quadlet that mounts a file, a container that runs.
inline HostBuilder web_host(const std::string& conf = "old\n") {
    HostBuilder host;
    host.account("web", 2000)
        .service("web", "web")
        .directory("/srv/nagaya/web", "web", false, 2000)
        .file("/srv/nagaya/web/files/site.conf", "web", "files/site.conf", conf)
        .file("/etc/containers/systemd/users/2000/web.container", "web", "web.container", "Volume=…\n")
        .unit("web", "web.service", "web",
              {"/srv/nagaya/web/files/site.conf", "/etc/containers/systemd/users/2000/web.container"});
    return host;
}

/// The plan from nothing.
inline Plan plan_from_nothing(const HostBuilder& desired) {
    return make_plan(desired.state, HostBuilder().state, {}, {});
}

/// The plan for a host that is as `before` says.
inline Plan plan_between(const HostBuilder& before, const HostBuilder& after, const PlanOptions& options = {}) {
    return make_plan(after.state, before.state, before.deployed(), options);
}

using Lines = std::vector<std::string>;

/// "0 write /x (new) after 1 2", for each step.
inline Lines lines(const Plan& plan) {
    Lines out;
    for (const Step& step : plan.steps) {
        std::string line = concat(step.id, ' ', text(step.action));
        if (!step.after.empty()) line += " after";
        for (const uint32_t id : step.after) line += concat(' ', id);
        out.push_back(std::move(line));
    }
    return out;
}

/// The deeds without their order.
inline Lines deeds(const Plan& plan) {
    Lines out;
    for (const Step& step : plan.steps) out.push_back(text(step.action));
    return out;
}

}  // namespace nagaya::plan
