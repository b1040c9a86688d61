// The steps from a Butane file's structures to an Ignition config; `translate` (butane.hpp) runs them in order.
#pragma once

#include "butane/dialect.hpp"
#include "butane/local_files.hpp"
#include "butane/provenance.hpp"
#include "butane/report.hpp"
#include "butane/schema.hpp"
#include "ignition/config.hpp"
#include "ignition/data_url.hpp"

namespace nagaya::butane {

/// What the steps work on.
class Translation {
public:
    Translation(Config& file, const Dialect& dialect, const LocalFiles* files)
        : file_(file), dialect_(dialect), files_(files), provenance_(file) {}

    /// Field by field, with the contents of resources, units and keys; then mount units, trees and quadlets.
    void base();
    /// The boot device, warnings about partitions, and Grub's users, as far as the dialect has them.
    void fcos();
    /// What openshift adds or refuses (openshift.cpp).
    void openshift();
    /// Fields that the dialect refuses.
    void filter();

    const ignition::Config& config() const { return config_; }
    ignition::Config& config() { return config_; }
    Entries& entries() { return entries_; }

    /// Adds a finding at `path` of the config.
    void add(Severity severity, const ignition::Path& path, std::string message);

private:
    using Place = ignition::Place;

    void translate_ignition();
    void translate_passwd();
    void translate_storage();
    void translate_systemd();
    ignition::Resource translate(Resource& from, const Place& place);
    ignition::User translate(User& from, size_t index, const Place& place);
    ignition::Unit translate(Unit& from, const Place& place);
    ignition::Dropin translate(Dropin& from, const Place& place);
    Text contents(Text& written, const Text& local, const Place& place);

    void add_mount_units();
    void add_trees();
    void add_quadlets();
    void add_boot_device();
    void add_grub_users();
    void warn_of_partitions();
    void move_grub_file();
    void add_fips_options();
    void check_openshift();

    void merge_over(ignition::Config parent, Origins origins);
    void error(const Place& place, std::string message);
    ignition::Compress compress() const;

    Config& file_;
    const Dialect& dialect_;
    const LocalFiles* files_;
    ignition::Config config_;
    Entries entries_;
    Provenance provenance_;
};

}  // namespace nagaya::butane
