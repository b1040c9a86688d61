// Forms of Podman's that have parts: each finds the part that is wrong (podman-run(1)).
#pragma once

#include "base/text.hpp"
#include "lint/value_form.hpp"

namespace nagaya::lint {

/// Options that podman(1) splits at commas: each piece is one.
template <bool (*one)(std::string_view, Misfit&)>
bool is_list_of(std::string_view text, Misfit& misfit) {
    for (const std::string_view piece : split(text, ',')) {
        if (one(piece, misfit)) continue;
        if (misfit.part.empty()) misfit.part = piece;
        return false;
    }
    return true;
}

bool is_published_port(std::string_view text, Misfit& misfit);
bool is_exposed_port(std::string_view text, Misfit& misfit);
bool is_volume(std::string_view text, Misfit& misfit);
bool is_tmpfs(std::string_view text, Misfit& misfit);
bool is_mount(std::string_view text, Misfit& misfit);
bool is_device(std::string_view text, Misfit& misfit);
bool is_secret(std::string_view text, Misfit& misfit);
bool is_build_secret(std::string_view text, Misfit& misfit);
bool is_ulimit(std::string_view text, Misfit& misfit);
bool is_user_namespace(std::string_view text, Misfit& misfit);
bool is_network(std::string_view text, Misfit& misfit);
bool is_image(std::string_view text, Misfit& misfit);
bool is_kube_update(std::string_view text, Misfit& misfit);
bool is_yaml_or_unit(std::string_view text, Misfit& misfit);
/// Words for when to pull that Podman takes and its manual does not list.
bool is_pull_policy(std::string_view text, Misfit& misfit);

}  // namespace nagaya::lint
