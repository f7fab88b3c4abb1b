// Checks the HTML of all files in a folder with html-validate, in one process. Prints one object: the findings of each
// file that has any. The rules and the reasons for each that is not as usual are below.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { FileSystemConfigLoader, HtmlValidate } from "html-validate";

const config = {
  root: true,
  extends: ["html-validate:recommended"],
  rules: {
    // HTML says that a button submits, and a form's one button does: the attribute would only repeat it.
    "no-implicit-button-type": "off",
    // A submit that reads like a link is an <input>, so that a page's one <button> is what the page is for.
    "prefer-button": "off",
    // Both are what the standard allows: `<!doctype html>`, and the white space that templates leave behind.
    "doctype-style": "off",
    "no-trailing-whitespace": "off",
    // A table that is shown as a list on a phone may be none any more to a screen reader, unless its roles are said.
    "no-redundant-role": "off",
    // A title may be somebody's address, however long it is.
    "long-title": "off",
  },
};

const folder = process.argv[2];
const validator = new HtmlValidate(new FileSystemConfigLoader(config));
const findings = {};
for (const name of readdirSync(folder).filter((name) => name.endsWith(".html")).sort()) {
  const report = validator.validateStringSync(readFileSync(join(folder, name), "utf8"), join(folder, name));
  const said = report.results.flatMap((result) => result.messages);
  if (said.length) {
    findings[name] = said.map((one) => `${one.line}:${one.column} ${one.ruleId}: ${one.message}`);
  }
}
console.log(JSON.stringify(findings));
