#include <algorithm>
#include <array>
#include <cstdio>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "controls/scanner/content.h"
#include "modtrail/controls/scanner.h"
#include "modtrail/source/source.h"

// For tests/oscap/run:
//
//   scanner_tool oval PRODUCT CONTENT              the table as an OVAL document, which oscap can evaluate
//   scanner_tool predict PRODUCT CONTENT ROOT...   "ROOT<tab>RULE<tab>VERDICT" for each
namespace modtrail {
namespace {

using scanner::Criteria;
using scanner::Existence;
using scanner::Instances;
using scanner::Lines;
using scanner::TextTest;

std::string escaped(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (c == '&') {
      out += "&amp;";
    } else if (c == '<') {
      out += "&lt;";
    } else if (c == '>') {
      out += "&gt;";
    } else {
      out += c;
    }
  }
  return out;
}

std::string_view name(Existence existence) {
  constexpr std::array<std::string_view, 4> kNames = {"at_least_one_exists", "only_one_exists", "none_exist",
                                                      "all_exist"};
  return kNames[static_cast<std::size_t>(existence)];
}

// One document: definitions refer to tests, tests to objects and states, all by number.
class Document {
 public:
  void add(std::string_view rule, const Criteria& criteria) {
    definitions_ += "<definition class=\"compliance\" version=\"1\" id=\"oval:modtrail-" + std::string(rule) +
                    ":def:1\"><metadata><title>rule</title><description>rule</description></metadata>\n" +
                    "<criteria>" + written(criteria) + "</criteria></definition>\n";
  }
  std::string text() const;

 private:
  std::string written(const Criteria& criteria);
  std::string joined(std::string_view op, const std::vector<Criteria>& of);
  std::string written(const TextTest& test);
  std::string not_64_bit();

  std::string definitions_;
  std::string tests_;
  std::string objects_;
  std::string states_;
  unsigned last_ = 0;
};

std::string id(std::string_view kind, unsigned number) {
  return "oval:modtrail:" + std::string(kind) + ":" + std::to_string(number);
}

std::string Document::joined(std::string_view op, const std::vector<Criteria>& of) {
  std::string out = "<criteria operator=\"" + std::string(op) + "\">\n";
  for (const Criteria& part : of) out += written(part);
  return out + "</criteria>\n";
}

std::string Document::written(const TextTest& test) {
  const unsigned number = ++last_;
  const bool pattern = test.files.pattern.has_value();
  tests_ += "<ind:textfilecontent54_test version=\"1\" comment=\"text\" check=\"all\" check_existence=\"" +
            std::string(name(test.existence)) + "\" id=\"" + id("tst", number) + "\"><ind:object object_ref=\"" +
            id("obj", number) + "\"/>" +
            (test.text ? "<ind:state state_ref=\"" + id("ste", number) + "\"/>" : std::string()) +
            "</ind:textfilecontent54_test>\n";
  objects_ += "<ind:textfilecontent54_object version=\"1\" id=\"" + id("obj", number) + "\">";
  if (test.lines == Lines::Single) objects_ += "<ind:behaviors singleline=\"true\" multiline=\"false\"/>";
  objects_ += std::string("<ind:filepath") + (pattern ? " operation=\"pattern match\">" : ">") +
              escaped(pattern ? *test.files.pattern : test.files.start) + "</ind:filepath>" +
              "<ind:pattern operation=\"pattern match\">" + escaped(test.pattern) + "</ind:pattern>" +
              "<ind:instance datatype=\"int\"" +
              (test.instances == Instances::Every ? " operation=\"greater than or equal\"" : "") +
              ">1</ind:instance></ind:textfilecontent54_object>\n";
  if (test.text) {
    states_ += "<ind:textfilecontent54_state version=\"1\" id=\"" + id("ste", number) +
               "\"><ind:text operation=\"equals\">" + escaped(*test.text) +
               "</ind:text></ind:textfilecontent54_state>\n";
  }
  return "<criterion test_ref=\"" + id("tst", number) + "\"/>\n";
}

std::string Document::not_64_bit() {
  const unsigned number = ++last_;
  tests_ += "<unix:uname_test version=\"1\" comment=\"uname\" check=\"all\" id=\"" + id("tst", number) +
            "\"><unix:object object_ref=\"" + id("obj", number) + "\"/><unix:state state_ref=\"" + id("ste", number) +
            "\"/></unix:uname_test>\n";
  objects_ += "<unix:uname_object version=\"1\" id=\"" + id("obj", number) + "\"/>\n";
  states_ += "<unix:uname_state version=\"1\" id=\"" + id("ste", number) +
             "\"><unix:processor_type operation=\"pattern match\">^(x86_64|ppc64(le)?|aarch64|s390x)$"
             "</unix:processor_type></unix:uname_state>\n";
  return "<criterion negate=\"true\" test_ref=\"" + id("tst", number) + "\"/>\n";
}

std::string Document::written(const Criteria& criteria) {
  switch (criteria.kind) {
    case Criteria::Kind::Text:
      return written(criteria.test);
    case Criteria::Kind::Not64Bit:
      return not_64_bit();
    case Criteria::Kind::Or:
      return joined("OR", criteria.of);
    case Criteria::Kind::And:
    case Criteria::Kind::Augenrules:
    case Criteria::Kind::Auditctl:
      break;
  }
  return joined("AND", criteria.of);
}

std::string Document::text() const {
  const std::string space = "http://oval.mitre.org/XMLSchema/oval-";
  return "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<oval_definitions xmlns=\"" + space +
         "definitions-5\" xmlns:ind=\"" + space + "definitions-5#independent\" xmlns:unix=\"" + space +
         "definitions-5#unix\" xmlns:oval=\"" + space +
         "common-5\">\n<generator><oval:schema_version>5.11</oval:schema_version>"
         "<oval:timestamp>2026-01-01T00:00:00</oval:timestamp></generator>\n<definitions>\n" +
         definitions_ + "</definitions>\n<tests>\n" + tests_ + "</tests>\n<objects>\n" + objects_ +
         "</objects>\n<states>\n" + states_ + "</states>\n</oval_definitions>\n";
}

int print_oval(std::string_view product, ContentVersion content) {
  Document document;
  for (const std::string_view rule : scanner::rules_of(product, content)) {
    const auto found = scanner::find_rule(product, rule, content);
    if (found) document.add(rule, found->criteria);
  }
  std::fputs(document.text().c_str(), stdout);
  return 0;
}

int predict(const std::string& product, ContentVersion content, const std::vector<std::string>& roots) {
  std::vector<ScannerChecks> checks;
  for (const std::string_view rule : scanner::rules_of(product, content)) {
    checks.push_back({product, {std::string(rule)}});
  }
  for (const std::string& directory : roots) {
    const Result<Root> root = open_root(directory);
    if (!root) {
      std::fprintf(stderr, "%s\n", root.error().message.c_str());
      return 2;
    }
    const RuleInput input{InputKind::Root, root->name, root->tree.get(), ""};
    const auto predicted = predict_scanner(input, Machine(), checks, content);
    for (std::size_t i = 0; i < checks.size(); ++i) {
      const std::string verdict(predicted[i] ? modtrail::name(predicted[i]->verdict) : "unknown");
      std::printf("%s\t%s\t%s\n", directory.c_str(), checks[i].rules.front().c_str(), verdict.c_str());
    }
  }
  return 0;
}

int run(const std::vector<std::string>& words) {
  if (words.size() < 3 || (words[2] != "0.1.65" && words[2] != "0.1.83")) {
    std::fputs("usage: scanner_tool oval|predict PRODUCT 0.1.65|0.1.83 [ROOT...]\n", stderr);
    return 2;
  }
  const ContentVersion content = words[2] == "0.1.65" ? ContentVersion::V0_1_65 : ContentVersion::V0_1_83;
  if (words[0] == "oval") return print_oval(words[1], content);
  return predict(words[1], content, {words.begin() + 3, words.end()});
}

}  // namespace
}  // namespace modtrail

int main(int count, char** words) {
  return modtrail::run({words + 1, words + count});
}
