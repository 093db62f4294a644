package dev.herald.worker.probe;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ComparisonTest {

    private final Comparison comparison = new Comparison(new FieldPaths(List.of("email")));

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {"subject": "a"}                      | {"subject": "b"}                      | subject         | differs
            {"subject": "a"}                      | {"subject": null}                     | subject         | was lost
            {"subject": "a"}                      | {}                                    | subject         | was lost
            {"subject": null}                     | {"subject": "a"}                      | subject         | was added
            {"recipients": {"email": ["a", "b"]}} | {"recipients": {"email": ["a"]}}      | recipients.email | 2 became 1
            {"recipients": {"email": ["a", "b"]}} | {"recipients": {"email": ["b", "a"]}} | recipients.email[0] | differs
            {"recipients": {"x@y.z": ["a"]}}      | {"recipients": {"x@y.z": ["b"]}}      | recipients.?    | differs
            {"recipients": {}}                    | {"recipients": {"email": []}}         | recipients.email | was added
            {"attachments": [{}]}                 | {"attachments": []}                   | attachments     | 1 became 0
            {"attachments": [{"length": 7}]}      | {"attachments": [{"length": 0}]}      | attachments[0].length | 7 became 0
            {"attachments": [{"sha256": "a"}]}    | {"attachments": [{"sha256": "b"}]}    | attachments[0].sha256 | differs
            {"attachments": [{"contentId": "a"}]} | {"attachments": [{}]}                 | attachments[0].contentId | was lost
            {"tags": {"secret": ""}}              | {"tags": {}}                          | tags            | 1 became 0
            {"tags": {"secret": "1"}}             | {"tags": {"secret": "2"}}             | tags            | differs
            {"data": {"a@b.c": 1}}                | {"data": {"a@b.c": 1.5}}              | data            | differs
            {"data": 1234567890123456.71}         | {"data": 1234567890123456.7}          | data            | differs
            {"data": {"a": null}}                 | {"data": {}}                          | data            | 1 became 0
            {"data": {}}                          | {"data": {"a": 1}}                    | data            | 0 became 1
            """)
    void namesTheMemberAndNothingOfItsValue(String serving, String target, String field, String difference)
            throws IOException {
        List<Difference> found = comparison.compare(tree(serving), tree(target));
        assertEquals(new Difference(field, difference), found.getFirst());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {"subject": null}                     | {}
            {"subject": "a"}                      | {"subject": "a", "priority": "new"}
            {"attachments": [{"name": "a"}]}      | {"attachments": [{"name": "a", "contentId": "new"}]}
            {"data": {"a": 1, "b": [2.50, "x"]}}  | {"data": {"b": [2.50, "x"], "a": 1}}
            """)
    void takesForEqualWhatAnOlderImageCannotTellApart(String serving, String target) throws IOException {
        assertEquals(List.of(), comparison.compare(tree(serving), tree(target)));
    }

    private static JsonNode tree(String json) throws IOException {
        return Json.read(json.getBytes(StandardCharsets.UTF_8), JsonNode.class);
    }
}
