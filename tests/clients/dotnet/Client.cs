// A client of the Expoints and Cayzu wires whose bodies are made by the serializers of .NET: DataContractSerializer for
// XML and Json.NET in two date formats. Nothing here shapes a body by hand. What comes back is read by the same
// serializers, which take members in the order of the contract only.
//
// Client.exe BASE FORM TOKEN HELP_DESK_TOKEN QUESTIONNAIRE QUESTION BASE_QUESTION COLUMN
// FORM is xml, json or microsoft (JSON with /Date(...)/). Each call prints a line: what it was, its status, what came back.

using System;
using System.Collections.Generic;
using System.IO;
using System.Net;
using System.Runtime.Serialization;
using System.Text;
using Newtonsoft.Json;

namespace Expoints.API.Extern.Models
{
    public class CustomerData
    {
        public int CustomerDataColumnId { get; set; }
        public string Name { get; set; }
        public string Value { get; set; }
        public bool IsEncrypted { get; set; }
        public string CertificateThumbprint { get; set; }
        public string EncryptionKey { get; set; }
    }

    public class ScalePosition
    {
        public int? Id { get; set; }
        public string Label { get; set; }
        public int? Value { get; set; }
        public int? Ranking { get; set; }
    }

    public class FileAnswer
    {
        public int Id { get; set; }
        public int AnswerId { get; set; }
        public string FileName { get; set; }
        public int FileSize { get; set; }
        public string FileType { get; set; }
        public byte[] Data { get; set; }
        public bool IsEncrypted { get; set; }
        public string CertificateThumbprint { get; set; }
        public string EncryptionKey { get; set; }
    }

    public class AnswerBase
    {
        public string Text { get; set; }
        public List<ScalePosition> SelectedScalePositions { get; set; }
        public DateTime? DateAnswered { get; set; }
        public List<FileAnswer> FileAnswers { get; set; }
        public int? PageRepetition { get; set; }
        public int? SectionRepetition { get; set; }
    }

    public class ImportAnswerExternal : AnswerBase
    {
        public int BaseQuestionId { get; set; }
        public bool IsNotApplicableSelected { get; set; }
    }

    public class ImportAnswer : AnswerBase
    {
        public Guid QuestionId { get; set; }
    }

    public class CustomerBase
    {
        public string Email { get; set; }
        public DateTime? TransactionDate { get; set; }
        public DateTime? SurveyClosedDate { get; set; }
        public List<CustomerData> Data { get; set; }
        public string Language { get; set; }
        public bool IsContactRequested { get; set; }
        public bool IsConcept { get; set; }
    }
}

namespace Expoints.API.Extern.V1.Models
{
    using Expoints.API.Extern.Models;

    public class ImportCustomer
    {
        public string Email { get; set; }
        public string PhoneNumber { get; set; }
        public DateTime? SendDate { get; set; }
        public DateTime? TransactionDate { get; set; }
        public DateTime? EndDate { get; set; }
        public int? Priority { get; set; }
        public int? PreviousId { get; set; }
        public List<CustomerData> Data { get; set; }
        public List<ImportAnswerExternal> Answers { get; set; }
        public List<int> AnswersToCopy { get; set; }
        public bool? CopyAllAnswers { get; set; }
    }

    public class FinishedCustomer : CustomerBase
    {
        public Guid QuestionnaireId { get; set; }
        public DateTime? FinishedDate { get; set; }
        public List<ImportAnswer> Answers { get; set; }
    }
}

namespace Expoints.API.Extern.V1.Requests
{
    using Expoints.API.Extern.V1.Models;

    public class ImportCustomersRequest
    {
        public bool ApproveAutomatically { get; set; }
        public DateTime? EndDate { get; set; }
        public DateTime? SendTime { get; set; }
        public bool IsTest { get; set; }
        public bool IsConcept { get; set; }
        public string TypeBatch { get; set; }
        public bool AllowDuplicateEmail { get; set; }
        public string NotificationEmailAddresses { get; set; }
        public string BatchName { get; set; }
        public List<ImportCustomer> Customers { get; set; }
    }

    public class ImportFinishedCustomerRequest
    {
        public bool IsTest { get; set; }
        public FinishedCustomer Customer { get; set; }
    }
}

namespace Expoints.API.Extern.V3.Models
{
    using Expoints.API.Extern.Models;

    public class CheckOptOutCustomer
    {
        public string Email { get; set; }
        public List<CustomerData> CustomerDataColumns { get; set; }
    }
}

namespace Expoints.API.Extern.V3.Requests
{
    using Expoints.API.Extern.Models;
    using Expoints.API.Extern.V3.Models;

    public class KeysRequest
    {
        public string Email { get; set; }
        public List<CustomerData> Data { get; set; }
    }

    public class AddLockRequest : KeysRequest
    {
        public DateTime? CreationDate { get; set; }
        public bool? OptIn { get; set; }
        public Guid? QuestionnaireId { get; set; }
        public int? CustomerId { get; set; }
    }

    public class DeleteOptOutRequest : KeysRequest
    {
    }

    public class GetCheckOptOutRequest
    {
        public List<CheckOptOutCustomer> Customers { get; set; }
    }
}

namespace Expoints.API.Extern.Domain.Customer.Shared.Models
{
    public enum FormNoteType
    {
        InteractionBySystem = 0,
        InteractionByUser = 1,
        Internal = 2,
    }

    public class FormNote
    {
        public int CustomerId { get; set; }
        public DateTime Date { get; set; }
        public string User { get; set; }
        public string Note { get; set; }
        public FormNoteType Type { get; set; }
    }
}

namespace Expoints.API.Extern.Domain.Customer.V3.Requests
{
    using Expoints.API.Extern.Domain.Customer.Shared.Models;

    public class AddFormNoteRequest
    {
        public List<FormNote> Notes { get; set; }
    }
}

namespace Canvass.External
{
    using Expoints.API.Extern.Models;

    public class AddedCustomer
    {
        public int Index { get; set; }
        public int Id { get; set; }
        public int StatusCode { get; set; }
        public string StatusName { get; set; }
        public string Reason { get; set; }
        public string Url { get; set; }
    }

    public class RequestWarning
    {
        public string Path { get; set; }
        public string Text { get; set; }
    }

    public class AddCustomersResponse
    {
        public int BatchId { get; set; }
        public string BatchStatus { get; set; }
        public int Total { get; set; }
        public int Accepted { get; set; }
        public int Faulted { get; set; }
        public int Locked { get; set; }
        public int OptedOut { get; set; }
        public List<AddedCustomer> Customers { get; set; }
        public List<RequestWarning> Warnings { get; set; }
    }

    public class AddFinishedCustomerResponse
    {
        public int Id { get; set; }
        public int BatchId { get; set; }
        public int StatusCode { get; set; }
        public string StatusName { get; set; }
        public List<RequestWarning> Warnings { get; set; }
    }

    public class AddLockResponse
    {
        public int LockId { get; set; }
        public DateTime CreationDate { get; set; }
        public DateTime ExpirationDate { get; set; }
    }

    public class AddFormNotesResponse
    {
        public List<int> NoteIds { get; set; }
    }

    public class CheckedOptOut
    {
        public string Email { get; set; }
        public List<CustomerData> CustomerDataColumns { get; set; }
        public bool IsOptOut { get; set; }
    }

    public class CheckOptOutsResponse
    {
        public List<CheckedOptOut> Customers { get; set; }
    }

    public class DeleteOptOutResponse
    {
        public int Deleted { get; set; }
    }
}

namespace Ticket.Api
{
    [DataContract]
    public class numbered
    {
        [DataMember] public int? id { get; set; }
    }

    [DataContract]
    public class outcome
    {
        [DataMember] public List<error> errors { get; set; }
        [DataMember] public bool is_valid { get; set; }
    }

    [DataContract]
    public class error
    {
        [DataMember] public string field { get; set; }
        [DataMember] public string message { get; set; }
    }

    [DataContract]
    public class create_result : outcome
    {
        [DataMember] public int id { get; set; }
    }
}

namespace Ticket.Api.Org
{
    [DataContract]
    public class custom_field
    {
        [DataMember] public string Name { get; set; }
        [DataMember] public string Type { get; set; }
        [DataMember] public string Value { get; set; }
    }

    [DataContract]
    public class customer_basic : numbered
    {
        [DataMember] public string address1 { get; set; }
        [DataMember] public string address2 { get; set; }
        [DataMember] public string city { get; set; }
        [DataMember] public string company_name { get; set; }
        [DataMember] public string country { get; set; }
        [DataMember] public List<custom_field> custom_fields { get; set; }
        [DataMember] public bool is_active { get; set; }
        [DataMember] public string location { get; set; }
        [DataMember] public string notes { get; set; }
        [DataMember] public string phone_number { get; set; }
        [DataMember] public string postal_code { get; set; }
    }

    [DataContract]
    public class customer_create : customer_basic
    {
        [DataMember] public List<string> alternate_domains { get; set; }
    }
}

namespace Clients
{
    using Canvass.External;
    using Expoints.API.Extern.Domain.Customer.Shared.Models;
    using Expoints.API.Extern.Domain.Customer.V3.Requests;
    using Expoints.API.Extern.Models;
    using Expoints.API.Extern.V1.Models;
    using Expoints.API.Extern.V1.Requests;
    using Expoints.API.Extern.V3.Models;
    using Expoints.API.Extern.V3.Requests;

    public static class Client
    {
        static string address;
        static string form;

        public static int Main(string[] words)
        {
            address = words[0];
            form = words[1];
            string token = words[2], helpDesk = words[3];
            Guid questionnaire = new Guid(words[4]), question = new Guid(words[5]);
            int baseQuestion = int.Parse(words[6]), column = int.Parse(words[7]);
            const string path = "/external/api/v3/customer/";

            var added = Call<AddCustomersResponse>("POST", path + "add", token, Batch(baseQuestion, column));
            int customer = added.Customers[0].Id;
            Say("add", added.BatchStatus, added.Total, added.Accepted, added.Faulted, added.Customers[1].Reason);
            var finished = Call<AddFinishedCustomerResponse>(
                "POST", path + "addfinished", token, Finished(questionnaire, question, column));
            Say("addfinished", finished.StatusCode, finished.StatusName, finished.Warnings.Count);
            var locked = Call<AddLockResponse>("POST", path + "addlock", token, new AddLockRequest
            {
                Email = "locked-" + form + "@example.org",
                CreationDate = DateTime.UtcNow.AddMinutes(-1),
                QuestionnaireId = questionnaire,
                OptIn = true,
            });
            Say("addlock", locked.LockId > 0, (int)(locked.ExpirationDate - locked.CreationDate).TotalDays);
            var noted = Call<AddFormNotesResponse>("POST", path + "addformnotes", token, new AddFormNoteRequest
            {
                Notes = new List<FormNote>
                {
                    new FormNote { CustomerId = customer, Date = DateTime.UtcNow, User = "j.smit", Note = "Called \u2028 <back> & \"thanked\".", Type = FormNoteType.InteractionByUser },
                    new FormNote { CustomerId = customer, Note = "2nd line\r\nhere", Type = FormNoteType.Internal },
                },
            });
            Say("addformnotes", noted.NoteIds.Count);
            var keys = new List<CustomerData> { new CustomerData { CustomerDataColumnId = column, Value = "gone-" + form } };
            var check = new GetCheckOptOutRequest
            {
                Customers = new List<CheckOptOutCustomer>
                {
                    new CheckOptOutCustomer { Email = "stranger@example.org" },
                    new CheckOptOutCustomer { CustomerDataColumns = keys },
                },
            };
            var asked = Call<CheckOptOutsResponse>("POST", path + "checkoptouts", token, check);
            Say("checkoptouts", asked.Customers.Count, asked.Customers[0].IsOptOut, asked.Customers[1].CustomerDataColumns.Count);
            var deleted = Call<DeleteOptOutResponse>(
                "DELETE", path + "deleteoptout", token, new DeleteOptOutRequest { Email = "stranger@example.org", Data = keys });
            Say("deleteoptout", deleted.Deleted);
            var company = Call<Ticket.Api.create_result>("POST", "/api/Customer", helpDesk, Company());
            Say("customer_create", company.is_valid, company.id > 0, company.errors.Count);
            var again = Call<Ticket.Api.create_result>("POST", "/api/Customer/CreateCustomer", helpDesk, Company());
            var fields = again.errors.ConvertAll(error => error.field);
            fields.Sort(string.CompareOrdinal);
            Say("customer_create", again.is_valid, again.id, string.Join(",", fields));
            return 0;
        }

        static ImportCustomersRequest Batch(int baseQuestion, int column)
        {
            var local = DateTime.Now;
            return new ImportCustomersRequest
            {
                ApproveAutomatically = true,
                SendTime = new DateTime(2020, 1, 1, 0, 0, 0, DateTimeKind.Unspecified),
                EndDate = local.Date.AddDays(30),
                BatchName = "Clients " + form,
                TypeBatch = "0",
                Customers = new List<ImportCustomer>
                {
                    new ImportCustomer
                    {
                        Email = "first-" + form + "@example.org",
                        PhoneNumber = "+31612345678",
                        SendDate = local,
                        TransactionDate = local.ToUniversalTime(),
                        Priority = 1,
                        Data = new List<CustomerData>
                        {
                            new CustomerData { CustomerDataColumnId = column, Value = "E-1 \u00e9\u20ac\ud83d\ude00 </Value> \"q\" 'a' \\ /" },
                        },
                        Answers = new List<ImportAnswerExternal>
                        {
                            new ImportAnswerExternal
                            {
                                BaseQuestionId = baseQuestion,
                                SelectedScalePositions = new List<ScalePosition> { new ScalePosition { Value = 7 } },
                            },
                        },
                        AnswersToCopy = new List<int>(),
                    },
                    new ImportCustomer
                    {
                        Email = "no address",
                        SendDate = DateTime.MinValue,
                        Data = new List<CustomerData> { new CustomerData { CustomerDataColumnId = column, Value = "" } },
                    },
                },
            };
        }

        static ImportFinishedCustomerRequest Finished(Guid questionnaire, Guid question, int column)
        {
            return new ImportFinishedCustomerRequest
            {
                Customer = new FinishedCustomer
                {
                    Email = "finished-" + form + "@example.org",
                    QuestionnaireId = questionnaire,
                    FinishedDate = DateTime.UtcNow.AddMinutes(-2),
                    TransactionDate = DateTime.Now.Date,
                    Language = "en",
                    Data = new List<CustomerData> { new CustomerData { CustomerDataColumnId = column, Value = "E-2" } },
                    Answers = new List<ImportAnswer>
                    {
                        new ImportAnswer
                        {
                            QuestionId = question,
                            DateAnswered = DateTime.UtcNow.AddMinutes(-3),
                            SelectedScalePositions = new List<ScalePosition> { new ScalePosition { Value = 9 } },
                            PageRepetition = 1,
                        },
                    },
                },
            };
        }

        static Ticket.Api.Org.customer_create Company()
        {
            return new Ticket.Api.Org.customer_create
            {
                company_name = "Clients Ltd " + form,
                city = "Utrecht",
                is_active = true,
                alternate_domains = new List<string> { form + ".example.com", "@" + form + ".example.org" },
                custom_fields = new List<Ticket.Api.Org.custom_field>
                {
                    new Ticket.Api.Org.custom_field { Name = "customerID", Type = "text", Value = "A-100" },
                },
            };
        }

        static T Call<T>(string method, string path, string token, object body)
        {
            var request = (HttpWebRequest)WebRequest.Create(address + path);
            request.Method = method;
            request.Proxy = null;
            request.Headers["Authorization"] = "Bearer " + token;
            string type = form == "xml" ? "application/xml" : "application/json";
            request.ContentType = type;
            request.Accept = type;
            byte[] bytes = Written(body);
            using (Stream stream = request.GetRequestStream())
            {
                stream.Write(bytes, 0, bytes.Length);
            }
            try
            {
                using (var response = (HttpWebResponse)request.GetResponse())
                {
                    return Read<T>(response.GetResponseStream());
                }
            }
            catch (WebException trouble)
            {
                if (trouble.Response == null)
                {
                    throw;
                }
                string said = new StreamReader(trouble.Response.GetResponseStream()).ReadToEnd();
                throw new Exception(path + ": " + ((HttpWebResponse)trouble.Response).StatusCode + " " + said + "\n" + Encoding.UTF8.GetString(bytes));
            }
        }

        static byte[] Written(object body)
        {
            if (form == "xml")
            {
                using (var stream = new MemoryStream())
                {
                    new DataContractSerializer(body.GetType()).WriteObject(stream, body);
                    return stream.ToArray();
                }
            }
            var dates = form == "microsoft" ? DateFormatHandling.MicrosoftDateFormat : DateFormatHandling.IsoDateFormat;
            string text = JsonConvert.SerializeObject(body, new JsonSerializerSettings { DateFormatHandling = dates });
            return Encoding.UTF8.GetBytes(text);
        }

        static T Read<T>(Stream stream)
        {
            if (form == "xml")
            {
                return (T)new DataContractSerializer(typeof(T)).ReadObject(stream);
            }
            return JsonConvert.DeserializeObject<T>(new StreamReader(stream).ReadToEnd());
        }

        static void Say(params object[] words)
        {
            Console.WriteLine(string.Join(" ", words));
        }
    }
}
