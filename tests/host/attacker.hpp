// An account that races root: processes of another uid that keep changing what root works on.
#pragma once

#include <sys/types.h>

#include <map>
#include <string>
#include <vector>

namespace nagaya::host {

/// Not ours; "nobody" on every Linux.
constexpr uid_t attacker_uid = 65534;

/// Two trees in a directory of root: `home`, which is the attacker's, and `outside`, which is root's and must stay as it is.
/// Each path below home/a has its like below outside/tree, so that whoever is led astray finds something there.
class Arena {
public:
    Arena();
    ~Arena();
    Arena(const Arena&) = delete;
    Arena& operator=(const Arena&) = delete;

    std::string home() const { return root_ + "/home"; }
    std::string outside() const { return root_ + "/outside"; }
    /// A path that root works on.
    std::string prey(const std::string& below) const { return home() + "/a/" + below; }
    /// Type, mode, owner and content of everything outside, by path.
    std::map<std::string, std::string> look_outside() const;

private:
    std::string root_;
};

/// Processes of the attacker's uid, killed at the end.
class Attack {
public:
    /// Swaps, replaces and links everything below the arena's home, at random.
    explicit Attack(const Arena& arena, size_t processes = 2);
    /// Runs `deed(path)` again and again.
    Attack(void (*deed)(const char* path), const std::string& path);
    ~Attack();
    Attack(const Attack&) = delete;
    Attack& operator=(const Attack&) = delete;

private:
    std::vector<pid_t> processes_;
};

}  // namespace nagaya::host
