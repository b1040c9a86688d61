// What a name, a path or an address must look like to be written into unit files, accounts and directories as it is.
#pragma once

#include <string>
#include <string_view>

namespace nagaya::load {

/// The longest name of a host, service, account or port: useradd(8) stops at 32 and systemd's instance names get longer.
inline constexpr size_t longest_name = 31;

/// [a-z][a-z0-9-]*, at most 31 characters: names of sites, hosts, services, ports, images and stages.
bool is_name(std::string_view text);
/// Like a name, and "_" too, also as the first character: what useradd(8) takes everywhere.
bool is_account_name(std::string_view text);
/// [A-Z][A-Z0-9_]*, at most 64 characters: what may stand between "@@" and "@@".
bool is_variable_name(std::string_view text);
/// A unit's file name: letters, digits and ":-_.\@", with a suffix, at most 255 characters (systemd.unit(5)).
bool is_unit_name(std::string_view text);
/// One component of a path: not empty, "." or "..", without "/" and control characters.
bool is_file_name(std::string_view text);
/// Components joined by single "/", none of them "." or "..", without a "/" at the start or end.
bool is_relative_path(std::string_view text);
/// "/" and a relative path; "/" alone too.
bool is_absolute_path(std::string_view text);
/// A path relative to the site that may climb out of it: "../secrets"; or an absolute one.
bool is_directory_path(std::string_view text);
/// Letters, digits and "._-", first a letter or digit, at most 64; not "root", and not with ".age" at its end.
bool is_secret_name(std::string_view text);
/// The same, or with ":" and a number up to 65535.
bool is_secret_file(std::string_view text);
/// "age1" and 58 more characters, as age-keygen(1) prints public keys.
bool is_age_key(std::string_view text);
/// What age(1) takes after --recipient: an age key, or a line of an SSH public key file.
bool is_recipient(std::string_view text);
/// Dotted labels of letters, digits and "-" (RFC 1123), at most 253 characters.
bool is_domain(std::string_view text);
/// Four numbers up to 255.
bool is_ipv4(std::string_view text);
/// "10.0.0.0/8", "fd00::/8" in small letters, or one address of either kind.
bool is_network(std::string_view text);
/// "22", "53/udp".
bool is_open_port(std::string_view text);
/// "5.4" or "5.4.1".
bool is_version(std::string_view text);
/// "lab://NAME" or "ssh://[USER@]HOST[:PORT]".
bool is_host_address(std::string_view text);

/// "http://ADDRESS…" without blanks, quotes and control characters; @@NAME@@ may stand in it.
bool is_probe_url(std::string_view text);
/// "ADDRESS:PORT" with an address or name, or "[ADDRESS]:PORT"; either may be @@NAME@@.
bool is_socket_address(std::string_view text);
/// "http://ADDRESS:PORT" or "https://ADDRESS:PORT", as in is_socket_address.
bool is_upstream(std::string_view text);
/// A domain name with a dot or "localhost", "*." may stand before it, and @@NAME@@ in it.
bool is_host_name_pattern(std::string_view text);
/// A number, with "k", "m" or "g" after it.
bool is_size(std::string_view text);
/// "files/" and a relative path.
bool is_file_pattern(std::string_view text);

/// Names that lowering itself gives a value: SERVICE, UID, PORT_HTTP, IMAGE_BASE …
bool is_builtin_variable(std::string_view name);

/// The text in backticks for a message: control characters made visible, cut at 60 characters.
std::string in_backticks(std::string_view text);

}  // namespace nagaya::load
