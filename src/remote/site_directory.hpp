// Where an agent keeps the sites it was sent: in memory (/run is a tmpfs), for root only, as long as it lives.
#pragma once

#include <cstdint>
#include <string>

#include "base/result.hpp"
#include "host/descriptor.hpp"
#include "remote/message.hpp"

namespace nagaya::remote {

/// A directory `agent-…` that is removed with this object.
class SiteDirectory {
public:
    /// Makes one below `parent` (made root's own, 0700), and removes what agents that were killed left there.
    static Result<SiteDirectory> make(const std::string& parent);
    SiteDirectory(SiteDirectory&&) = default;
    SiteDirectory& operator=(SiteDirectory&&) = default;
    ~SiteDirectory();

    const std::string& path() const { return path_; }
    /// Where site `number` is, with site/ and secrets/ in it.
    std::string of(uint32_t number) const;
    Result<void> put(uint32_t number, const Site& site) const;

private:
    SiteDirectory(std::string path, host::Descriptor lock) : path_(std::move(path)), lock_(std::move(lock)) {}
    std::string path_;
    host::Descriptor lock_;  ///< flock(2) on the directory: tells others that its agent lives
};

}  // namespace nagaya::remote
