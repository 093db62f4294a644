package dev.herald.operator.mock;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.client.server.mock.KubernetesCrudDispatcher;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.fabric8.mockwebserver.dsl.HttpMethod;
import io.fabric8.mockwebserver.http.Headers;

import io.fabric8.mockwebserver.http.MockResponse;
import io.fabric8.mockwebserver.http.RecordedRequest;
import io.fabric8.mockwebserver.http.Buffer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * The fabric8 mock with what the operator needs beyond it: server-side apply (as create or merge, without owners of fields), merge patches that replace lists, and uids
 * that must match. It records what is written, so that tests can count.
 */
final class ApplyDispatcher extends KubernetesCrudDispatcher {
    private final ObjectMapper json = Serialization.jsonMapper();
    private final List<String> writes = new CopyOnWriteArrayList<>();

    /** Every write so far, as {@code METHOD path}. */
    List<String> writes() {
        return writes;
    }

    @Override
    public MockResponse dispatch(RecordedRequest request) {
        if (request.method() == HttpMethod.GET) {
            return super.dispatch(request);
        }
        synchronized (this) {
            writes.add(request.method() + " " + path(request));
            try {
                return request.method() == HttpMethod.PATCH ? patch(request) : super.dispatch(request);
            } catch (IOException unreadable) {
                throw new UncheckedIOException(unreadable);
            }
        }
    }

    private MockResponse patch(RecordedRequest request) throws IOException {
        String path = path(request);
        boolean status = path.endsWith("/status");
        String object = status ? path.substring(0, path.length() - "/status".length()) : path;
        String type = String.valueOf(request.getHeader("Content-Type"));
        if (type.startsWith("application/json-patch")) {
            return super.dispatch(request);
        }
        boolean apply = type.startsWith("application/apply-patch");
        ObjectNode body = (ObjectNode) Serialization.yamlMapper().readTree(request.getUtf8Body());
        Map.Entry<?, String> found = findResource(getKey(object));
        if (found == null) {
            return apply && !status
                    ? super.dispatch(request("POST", object.substring(0, object.lastIndexOf('/')), body))
                    : new MockResponse().setResponseCode(404);
        }
        ObjectNode current = (ObjectNode) json.readTree(found.getValue());
        for (String precondition : List.of("uid", "resourceVersion")) {
            JsonNode wanted = body.path("metadata").path(precondition);
            if (wanted.isTextual() && !wanted.equals(current.path("metadata").path(precondition))) {
                return new MockResponse().setResponseCode(409);
            }
        }
        ObjectNode merged = current.deepCopy();
        merge(merged, body);
        if (status && apply) {
            merged.set("status", body.get("status"));
        } else if (apply && body.has("data")) {
            merged.set("data", body.get("data"));
        }
        return merged.equals(current)
                ? new MockResponse().setResponseCode(200).setBody(current.toString())
                : super.dispatch(request("PUT", path, merged));
    }

    private static void merge(ObjectNode target, JsonNode change) {
        change.properties().forEach(member -> {
            if (member.getValue().isNull()) {
                target.remove(member.getKey());
            } else if (member.getValue().isObject() && target.path(member.getKey()).isObject()) {
                merge((ObjectNode) target.get(member.getKey()), member.getValue());
            } else {
                target.set(member.getKey(), member.getValue());
            }
        });
    }

    private RecordedRequest request(String method, String path, JsonNode body) throws IOException {
        Headers headers = Headers.builder().add("Content-Type", "application/json").build();
        return new RecordedRequest("HTTP/1.1", HttpMethod.valueOf(method), path, headers,
                new Buffer(json.writeValueAsBytes(body)));
    }

    private static String path(RecordedRequest request) {
        return request.getPath().split("\\?")[0];
    }
}
