// A server with one or more sites in memory, and short words for what an editor sends.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "lsp/server.hpp"

namespace nagaya::lsp {

/// The disk: path from / → text; what the tests change and let fail.
struct Disk {
    std::map<std::string, std::string> files;
    std::string reading_fails = {};  ///< why, or ""
    std::string check_fails = {};
    bool quick_checks = true;  ///< does check_one know anything?
    int readings = 0;
    int checks = 0;
    int quick = 0;  ///< calls of check_one
};

/// The rules of these tests: "BAD" is an error whose safe fix is "good", "SAD" a note, "PAIR" one whose fix changes another file too,
/// "OLD" a deprecated key and "NOT" something unnecessary.
class Editor {
public:
    explicit Editor(Disk& disk) : disk_(disk), server_(ports()) {}

    Json request(std::string_view method, Json params);
    /// The error's code, or 0.
    int64_t code(std::string_view method, Json params = {});
    /// What the server sends for messages that wait together.
    std::vector<Json> send(const std::vector<Json>& waiting) { return server_.handle(waiting); }
    void notify(std::string_view method, Json params);
    void start(JsonObject more = {});
    void open(std::string_view path, std::string_view text, int version = 1);
    void change(std::string_view path, std::string_view text, int version);
    /// Lets the pause come.
    void pause();

    /// Code:line:character of what the editor shows for the file, joined by blanks; "-" for files it was told nothing of.
    std::string shown(std::string_view path) const;
    /// Labels of a completion at the "|" in the text, which becomes the document.
    std::vector<std::string> complete(std::string_view path, std::string_view text_with_bar);
    /// The request at the "|" in the text.
    Json ask(std::string_view method, std::string_view path, std::string_view text_with_bar);
    /// Path and first line of where the definition is; "" when there is none.
    std::string definition(std::string_view path, std::string_view text_with_bar);
    /// Titles of the code actions in a line.
    std::vector<std::string> actions(std::string_view path, int line);

    std::map<std::string, Json> published;  ///< by uri: the last parameters
    std::vector<std::string> messages;      ///< of window/showMessage
    std::vector<Json> requests;             ///< of the server to the editor
    Server& server() { return server_; }

private:
    Ports ports();
    void take(const std::vector<Json>& out);

    Disk& disk_;
    Server server_;
    std::vector<Json> answers_;
    std::map<std::string, int, std::less<>> versions_;
    int ids_ = 0;
};

Json uri_params(std::string_view path);

}  // namespace nagaya::lsp
