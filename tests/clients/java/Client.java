// A client of the QuestionPro CX wire whose bodies Jackson makes from plain classes, over the HTTP client of the JDK.
//
// java -cp jackson-core.jar:jackson-databind.jar:jackson-annotations.jar Client.java BASE API_KEY SURVEY SEGMENT
// Each call prints a line: what it was, its status, what came back.

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

public class Client {
    public static class Product {
        public String productName;
        public String productGroup;
        public String pCustom1;
        public Double pCustom2;
    }

    public static class Contact {
        public String firstName;
        public String lastName;
        public String mobile;
        public String email;
        public String segmentCode;
        public String transactionDate;
        public String custom1;
        public Object custom2;
        public Integer surveyID;
        public List<Product> products;
        public Boolean isManualSurvey;
    }

    public static class Import {
        public List<Contact> contacts = new ArrayList<>();
        public Boolean sendEmail;
    }

    private final HttpClient http = HttpClient.newHttpClient();
    private final ObjectMapper mapper = new ObjectMapper();
    private final String base;
    private final String key;

    Client(String base, String key) {
        this.base = base;
        this.key = key;
    }

    public static void main(String[] words) throws Exception {
        Client client = new Client(words[0], words[1]);
        client.run(Integer.valueOf(words[2]), words[3]);
        // The same client with nulls left out, as the SDKs of the vendor do.
        client.mapper.setSerializationInclusion(JsonInclude.Include.NON_NULL);
        client.run(Integer.valueOf(words[2]), words[3]);
        client.refused();
    }

    private void run(Integer survey, String segment) throws Exception {
        Import batch = new Import();
        batch.contacts.add(contact("first", segment, "14/01/2020"));
        batch.contacts.add(contact("second", segment, "2020-01-14"));
        batch.contacts.get(1).custom2 = 5.5;
        JsonNode imported = post("/a/api/v2/cx/transactions/import", batch, 200);
        say("import", imported.get("emailStatus").textValue(), imported.get("importStatus").textValue(),
            imported.get("importCount").textValue(), imported.size());

        batch.contacts.get(0).transactionDate = "01/14/2020";
        JsonNode partly = post("/a/api/v2/cx/transactions/import", batch, 200);
        say("import", partly.get("importStatus").textValue(), partly.get("errors").get(0).get("index").intValue(),
            partly.get("errors").get(0).get("code").textValue());

        Contact one = contact("third", segment, null);
        one.surveyID = survey;
        one.isManualSurvey = true;
        JsonNode url = post("/a/api/v2/cx/transactions/survey-url", one, 200);
        say("survey-url", url.get("surveyURL").equals(url.get("response").get("surveyURL")));

        List<Contact> several = List.of(contact("fourth", segment, null), contact("fifth", "no such segment", null));
        JsonNode urls = post("/a/api/v2/cx/transactions/batch-survey-urls", several, 200);
        say("batch-survey-urls", urls.get("response").size(), urls.get("response").get(0).get("surveyUrl").isTextual(),
            urls.get("response").get(1).get("error").get("code").textValue(), urls.get("pagination").get("totalItems"));
    }

    private void refused() throws Exception {
        Map<String, Object> wrong = new LinkedHashMap<>();
        wrong.put("contacts", Map.of("firstName", "First"));
        JsonNode error = post("/a/api/v2/cx/transactions/import", wrong, 400).get("response").get("error");
        say("refused", error.get("id").textValue(), error.get("name").textValue(), error.size());
    }

    private Contact contact(String name, String segment, String date) {
        Contact contact = new Contact();
        contact.firstName = name;
        contact.lastName = "Contact \u00e9\u20ac \ud83d\ude00";
        contact.email = name + "@example.com";
        contact.mobile = "+1 (012) 345-6789";
        contact.segmentCode = segment;
        contact.transactionDate = date;
        contact.custom1 = "Additional";
        contact.custom2 = Integer.valueOf(42);
        Product product = new Product();
        product.productName = "60 inch TV";
        product.productGroup = "LG";
        product.pCustom2 = 699.99;
        contact.products = List.of(product);
        return contact;
    }

    private JsonNode post(String path, Object body, int expected) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create(base + path))
            .header("api-key", key)
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofByteArray(mapper.writeValueAsBytes(body)))
            .build();
        HttpResponse<byte[]> response = http.send(request, HttpResponse.BodyHandlers.ofByteArray());
        if (response.statusCode() != expected) {
            throw new IllegalStateException(path + ": " + response.statusCode() + " " + new String(response.body()));
        }
        return mapper.readTree(response.body());
    }

    private static void say(Object... words) {
        StringBuilder line = new StringBuilder();
        for (Object word : words) {
            line.append(line.length() == 0 ? "" : " | ").append(word);
        }
        System.out.println(line);
    }
}
