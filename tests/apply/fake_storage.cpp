#include "apply/fake_storage.hpp"

namespace nagaya::apply {

Result<void> FakeStorage::write(const std::function<void(Disk&)>& effect) {
    const std::lock_guard lock(host_.mutex);
    if (refused.contains(asked++)) return fail(ErrorKind::io, "disk full");
    effect(host_.world.storage);
    host_.note_instant();
    return {};
}

Result<std::string> FakeStorage::read_journal() {
    const std::lock_guard lock(host_.mutex);
    return host_.world.storage.journal + host_.world.storage.tail;
}

Result<void> FakeStorage::append(std::string_view bytes) {
    {
        const std::lock_guard lock(host_.mutex);
        if (refused.contains(asked)) {
            ++asked;
            host_.world.storage.tail += bytes.substr(0, bytes.size() / 2);
            host_.note_instant();
            return fail(ErrorKind::io, "disk full");
        }
    }
    return write([&](Disk& disk) {
        disk.tail += bytes;
        wrote_ = true;
    });
}

Result<void> FakeStorage::sync() {
    ++syncs;
    return write([this](Disk& disk) {
        if (!wrote_) return;
        disk.journal += std::exchange(disk.tail, {});
        disk.store.merge(disk.unsynced);
        disk.unsynced.clear();
    });
}

Result<void> FakeStorage::cut_journal(size_t size) {
    return write([&](Disk& disk) {
        disk.journal += std::exchange(disk.tail, {});
        disk.journal.resize(std::min(size, disk.journal.size()));
    });
}

Result<void> FakeStorage::keep(const state::Content& content) {
    return write([&](Disk& disk) {
        disk.unsynced.emplace(content.digest(), content.bytes_to_write());
        wrote_ = true;
    });
}

Result<void> FakeStorage::fill(state::Content& content) {
    const std::lock_guard lock(host_.mutex);
    const Disk& disk = host_.world.storage;
    for (const auto* store : {&disk.store, &disk.unsynced}) {
        const auto found = store->find(content.digest());
        if (found == store->end()) continue;
        if (!content.fill(found->second)) return fail(ErrorKind::malformed, "another content");
        return {};
    }
    return fail(ErrorKind::not_found, "the store has no such content");
}

Result<void> FakeStorage::write_generation(uint64_t number, std::string_view text) {
    return write([&](Disk& disk) { disk.generations[number] = text; });
}

Result<std::string> FakeStorage::read_generation(uint64_t number) {
    const std::lock_guard lock(host_.mutex);
    const auto found = host_.world.storage.generations.find(number);
    if (found == host_.world.storage.generations.end()) return fail(ErrorKind::not_found, "no such generation");
    return found->second;
}

Result<void> FakeStorage::remember(const state::Deployed& deployed) {
    return write([&](Disk& disk) { disk.record = deployed; });
}

Result<state::Deployed> FakeStorage::recall() {
    const std::lock_guard lock(host_.mutex);
    return host_.world.storage.record;
}

World after_power_cut(World world, size_t kept, bool names_too) {
    Disk& disk = world.storage;
    disk.journal += disk.tail.substr(0, kept);
    disk.tail.clear();
    disk.unsynced.clear();
    FakeMachine machine(std::move(world));
    if (names_too) machine.lose_names();
    machine.reboot();
    return std::move(machine.world);
}

}  // namespace nagaya::apply
