//! The suite that every engine runs: [`crate::conformance_suite`] makes one test of each case. A case gets a fresh,
//! empty store and a clock that only it moves. What is asserted here is the contract; nothing names an engine.
#![expect(clippy::expect_used, reason = "a failure here is the failure of a test")]
#![expect(clippy::indexing_slicing, clippy::missing_panics_doc, reason = "a failure here fails a test")]
#![expect(missing_docs, reason = "the name of a case is the sentence that it proves")]

pub mod access;
pub mod answers;
pub mod approval;
pub mod batches;
pub mod blocks;
pub mod configuration;
pub mod contact_rules;
pub mod contacts;
pub mod copies;
pub mod day_batches;
pub mod delivery;
pub mod doubt;
pub mod fallback;
pub mod files;
mod fixture;
pub mod imports;
pub mod installation;
pub mod limits;
pub mod messages;
pub mod notes;
pub mod notifications;
pub mod organisations;
pub mod products;
pub mod reminders;
pub mod requests;
pub mod rest;
pub mod results;
pub mod rounds;
mod sample;
pub mod settle;
pub mod shared_contacts;
pub mod suppressions;
pub mod sweep;
pub mod text_messages;
pub mod transactions;
pub mod turns;
pub mod walk;
pub mod wall;
pub mod webhooks;

pub use fixture::{Fixture, SteppedClock};

/// Makes one test of each case. `make` is the absolute path of a function that returns a [`Fixture`] over a fresh store.
#[macro_export]
macro_rules! conformance_suite {
    ($make:path) => {
        $crate::conformance_cases! { $make;
            installation {
                the_identity_is_set_once,
                workspaces_come_back_as_made,
            }
            access {
                a_token_is_voided_by_its_own_workspace_only,
                a_client_keeps_two_secrets,
                users_are_unique_without_case,
                a_sign_in_link_works_once_and_not_after_its_end,
                a_session_ends,
                e120_an_outside_name_is_one_clients_within_its_workspace,
                e120_issuers_are_trusted_by_workspace,
                e122_a_host_name_stands_for_one_workspace,
            }
            configuration {
                policies_come_back_with_the_configuration,
                every_change_raises_the_version,
                an_undone_change_shares_its_version_with_no_other,
                column_names_and_numbers_are_unique,
                the_next_free_column_is_never_a_taken_one,
                routes_are_tried_by_position_and_lead_somewhere,
                templates_are_unique_and_change,
                a_published_version_is_frozen,
                e56_a_concept_is_a_version_until_the_next_is_published,
                settings_come_back_as_saved,
            }
            contacts {
                a_contact_is_numbered_by_the_customer_who_first_brought_it,
                q31_what_replaces_something_known_of_a_person_is_logged,
                imports_at_once_that_tell_of_the_same_persons_all_succeed,
                q27_a_person_without_address_is_known_by_the_mobile,
            }
            products {
                q32_a_new_workspace_has_a_main_segment,
                q33_segment_codes_are_unique_and_compared_exactly,
                q38_products_are_made_once_and_compared_without_case,
                q38_products_made_at_once_are_made_once,
                q40_rules_of_product_groups_are_part_of_the_set_up,
                q38_what_a_customer_is_about_comes_back_as_decided,
            }
            turns {
                out_28_the_workspaces_take_turns,
                out_28_of_what_is_due_together_the_highest_priority_goes_first,
                a_daily_quota_is_never_given_out_twice,
                a_daily_quota_is_shared_by_all_who_take_at_once,
            }
            transactions {
                a_refused_use_case_leaves_nothing_and_others_stand,
                a_reading_sees_one_state,
                time_stands_still_within_a_transaction,
            }
            batches {
                an_import_comes_back_as_decided,
                numbers_of_a_batch_have_no_gaps_while_imports_run_at_once,
                a_reader_sees_a_whole_batch_or_nothing,
                approval_makes_messages_and_writes_the_ledger,
                of_two_approvals_at_once_one_decides,
                cancelling_stops_what_was_not_handed_over,
                cancelling_while_mail_is_handed_over_decides_about_each_as_it_left,
                a_previous_customer_brings_values_and_answers,
                lists_are_read_in_pages,
                encrypted_values_and_hostile_texts_come_back_as_sent,
            }
            approval {
                a_decision_about_a_part_leaves_the_rest_waiting,
                who_brought_a_batch_in_and_why_it_was_rejected_come_back,
                what_has_left_of_a_batch_is_counted_and_listed,
                out_26_after_an_acknowledged_cancel_nothing_is_handed_over,
            }
            day_batches {
                e86_a_day_has_one_batch_of_a_kind_a_questionnaire_and_tests_apart,
                e86_calls_at_once_share_the_batch_of_the_day,
                e5_a_day_batch_closes_when_its_day_is_over_and_all_are_at_an_end,
                e7_a_cancelled_day_batch_is_left_and_its_day_begins_another,
            }
            imports {
                a_file_goes_on_chunk_by_chunk_and_its_rows_add_up,
                a_chunk_that_does_not_follow_is_refused_whole,
                names_of_files_are_unique_within_a_workspace,
                a_file_fills_one_batch_among_others,
                a_batch_is_not_closed_while_a_file_fills_it,
            }
            notes {
                notes_come_back_by_number,
            }
            files {
                e95_files_come_back_byte_for_byte_within_their_workspace,
                e95_answers_name_their_files,
            }
            blocks {
                blocks_come_back_and_end,
                e73_a_person_is_meant_by_all_keys_of_one_group,
                e80_an_opt_out_beats_a_lock_and_a_lock_has_its_end_and_questionnaire,
                e82_opt_outs_are_found_by_more_and_by_fewer_columns,
                e79_all_blocks_on_a_person_are_found,
                e16_an_opt_out_stops_who_has_not_opened,
                q45_q46_what_was_sent_and_what_waits_is_known_of_a_person,
                e72_a_lock_is_found_again_at_the_fence,
                p7_after_an_acknowledged_lock_nothing_is_handed_over,
            }
            contact_rules {
                contact_rules_come_back_with_the_set_up,
                out32_a_rule_defers_at_the_fence_until_the_person_is_free,
                out32_what_a_rule_drops_has_a_reason,
                a_rule_that_is_off_or_for_others_holds_nobody,
                a_reminder_leaves_and_counts_where_a_rule_says_so,
                of_many_invitations_in_one_slice_as_many_leave_as_a_rule_allows,
                e67_the_lower_of_two_priorities_is_locked_in_any_order_and_under_any_rule,
                of_hand_overs_at_once_as_many_leave_as_a_rule_allows,
                the_past_is_read_person_by_person,
            }
            text_messages {
                a_customer_keeps_the_way_by_which_it_is_invited,
                a_rule_about_text_messages_counts_and_holds_them_alone,
                a_block_of_a_number_holds_who_has_it_beside_an_address,
                a_number_was_texted_by_the_gateway_that_was_spoken_to,
                of_one_channel_is_claimed_what_was_listed_and_is_due_still,
            }
            shared_contacts {
                whoever_shares_a_contact_rests,
                at_intake_every_contact_of_a_person_is_looked_at_and_nobody_counts_twice,
                of_overlapping_people_in_one_slice_one_leaves,
                of_overlapping_people_at_once_one_leaves,
                of_a_chain_of_people_at_once_no_two_who_share_a_contact_leave,
                out32_a_rule_counts_and_holds_a_person_by_all_its_contacts,
                e67_a_higher_priority_wins_by_a_shared_number,
                who_shares_a_number_is_told_to_a_forecast,
                whose_number_may_be_missing_is_brought_along_before_anything_leaves,
            }
            rest {
                q44_the_fence_looks_at_sample_and_rest_again,
                of_two_invitations_to_a_resting_person_in_one_slice_one_leaves,
                of_hand_overs_to_a_resting_person_at_once_one_leaves,
                e67_a_lower_priority_is_held_for_a_higher_one_that_comes_later,
                e70_who_waited_returns_when_the_other_is_asked_no_more,
                e70_who_waited_is_done_with_when_the_other_was_asked,
                e70_who_waits_beyond_the_end_date_expires,
            }
            reminders {
                e51_a_reminder_follows_an_invitation_that_was_sent,
                e51_nobody_is_reminded_who_was_stopped_or_answered_first,
                e51_a_part_of_an_answer_changes_which_reminder_comes,
                e51_who_was_never_invited_is_never_reminded,
                e51_an_answer_an_opt_out_a_cancel_and_a_refusal_stop_a_reminder,
                out_33_an_answer_before_the_hand_over_stops_a_claimed_reminder,
                p7_a_lock_stops_a_reminder_and_leaves_the_invited_as_they_are,
                e51_the_rest_after_an_invitation_keeps_no_reminder_back,
                e51_a_reminder_in_doubt_is_proved_by_what_comes_after_it,
                e51_a_reminder_that_never_left_is_settled_although_the_link_was_opened,
                e51_an_invitation_settled_by_evidence_or_a_person_is_followed_by_a_reminder,
                e51_no_reminder_outlives_the_end_date,
            }
            requests {
                e115_the_same_key_gets_the_same_answer_for_seven_days,
                e115_a_failed_request_leaves_its_key_free,
                e115_of_thirty_two_at_once_one_has_the_effect,
                e116_the_same_body_within_fifteen_minutes_is_a_repeat,
                an_answer_needs_its_request,
                the_audit_trail_keeps_its_order,
            }
            delivery {
                claims_come_in_due_order_and_only_inside_their_window,
                eight_threads_claim_each_message_once,
                a_letter_is_made_of_what_was_taken_in,
                hand_over_needs_its_own_fence_and_node,
                to_whom_mail_went_is_known_when_nobody_is_left_to_tell,
                hand_over_is_refused_outside_window_and_lease,
                of_two_hand_overs_at_once_one_wins,
                what_is_given_back_waits_again,
                past_the_closing_hour_messages_get_a_new_window,
                sending_is_paused_and_released,
                the_newest_beat_tells_when_the_store_was_last_alive,
            }
            settle {
                sent_invites_the_customer_and_wakes_the_batch,
                before_the_hand_over_an_attempt_ends_by_its_own_fence,
                after_the_hand_over_an_attempt_waits_again_or_ends,
                a_stale_result_changes_nothing,
                a_late_result_turns_in_doubt_into_sent,
                a_deferred_message_is_dropped_when_its_customer_is_asked_no_more,
                mail_deferred_while_its_customer_is_withdrawn_or_answers_never_waits,
                a_refused_customer_is_bounced_and_a_batch_with_nobody_else_closes,
                a_refusal_leaves_a_customer_who_opened_as_it_is,
                doubt_about_mail_whose_link_was_opened_before_is_none,
                a_deferred_message_without_a_next_window_expires,
                the_ledger_tells_each_attempt_in_order,
                many_results_are_stored_at_once,
            }
            suppressions {
                q47_an_address_stands_on_the_list_once_until_a_person_takes_it_away,
                q47_the_list_is_found_at_intake_and_at_the_fence,
                q48_reports_are_kept_once_and_soft_ones_are_counted,
                mail_that_comes_back_bounces_its_customer_once,
                a_report_that_overtakes_the_reply_settles_the_message,
            }
            rounds {
                q48_mail_that_came_back_softly_leaves_once_more,
                q48_a_doubt_and_a_hand_over_end_by_it_too,
                q48_who_opens_or_answers_meanwhile_gets_no_second_mail,
                q48_only_what_may_have_left_is_tried_again,
                q48_whose_try_is_stopped_has_the_mail_that_left_before,
            }
            fallback {
                q48_a_person_rests_while_its_next_try_waits,
                q48_a_cancel_stops_a_next_try_wherever_it_is_and_counts_it_as_sent,
                q48_an_end_date_stops_a_next_try_wherever_it_is,
                q48_an_end_date_stops_a_next_try_of_a_reminder_to_finish,
                q48_locks_and_opt_outs_stop_a_next_try,
                q48_answers_and_openings_stop_a_next_try,
                q48_what_a_worker_hears_of_a_next_try_takes_nothing_back,
                q48_a_next_try_that_is_given_up_or_comes_back_takes_nothing_back,
                q48_a_next_try_that_leaves_is_told_and_stands_for_itself,
                q48_whose_mail_waits_for_a_next_try_was_asked_before_all_of_a_lower_priority,
            }
            sweep {
                e15_customers_close_after_their_end_date_and_not_at_it,
                e50_mail_that_is_with_the_peer_counts_as_asked,
                e5_a_batch_closes_when_all_are_at_an_end,
                e5_who_is_open_far_from_all_others_keeps_a_batch_open,
                e5_a_partial_answer_past_its_end_does_not_keep_a_batch_open,
                late_messages_are_held_or_dropped_as_their_workspace_wants,
                lapsed_leases_are_released,
                hand_overs_of_silent_nodes_are_in_doubt_and_never_claimed_again,
                a_hand_over_of_a_silent_node_whose_link_was_opened_was_sent,
                e5_last_answers_at_once_close_their_batch,
                e115_what_is_over_is_forgotten,
                a_start_settles_what_a_dead_incarnation_left,
                a_sweep_takes_only_so_many,
            }
            notifications {
                e8_a_notification_goes_the_way_of_all_mail_and_changes_no_customer,
                e8_a_deferred_notification_waits_again_whatever_became_of_the_customer,
                e8_neither_cancel_nor_answer_stops_a_notification,
                e8_a_notification_is_never_held_and_ends_after_its_time,
                e8_a_notification_in_doubt_waits_for_a_person,
                a_page_of_messages_is_not_cut_inside_a_customer,
            }
            messages {
                a_person_settles_what_is_in_doubt_or_held,
                a_person_cannot_settle_anything_else,
                nobody_is_sent_again_who_is_asked_no_more,
                messages_are_listed_by_state_and_batch,
                evidence_settles_what_is_in_doubt,
            }
            copies {
                out_19_a_doubt_under_a_key_is_taken_up_by_one_and_settled_by_its_own_attempt,
                out_19_the_key_counts_from_the_first_copy_and_only_for_the_last_attempt,
                out_19_what_objects_at_the_fence_leaves_the_doubt_as_it_is,
                out_19_that_it_goes_under_its_key_stands_before_the_hand_over,
                out_21_what_a_person_lets_leave_again_is_no_copy_and_what_a_rule_does_is_one,
            }
            doubt {
                what_is_in_doubt_is_counted_with_its_age,
                a_mail_that_came_back_ends_the_doubt_as_a_refusal_would,
                out_20_evidence_of_a_person_stands_in_the_trail,
            }
            answers {
                a_respondent_is_known_by_what_was_taken_in,
                the_first_opening_counts,
                answers_are_stored_once_and_replaced,
                an_answer_cancels_waiting_mail_and_settles_mail_in_doubt,
                a_customer_at_an_end_takes_no_answers,
                answers_of_test_customers_count_nowhere,
            }
            results {
                counters_equal_a_scan_after_random_answers,
                the_funnel_adds_up,
                captured_mails_are_kept_in_order,
            }
            limits {
                e123_a_bucket_gives_its_burst_and_then_its_rate,
                q6_a_window_begins_with_its_first_call_and_refused_calls_are_not_counted,
                q6_a_call_counts_against_all_its_limits_or_none,
                calls_at_once_are_counted_exactly,
            }
            organisations {
                an_organisation_comes_back_as_made,
                c16_names_are_unique_without_case_active_or_not,
                c16_of_many_calls_with_one_name_at_once_one_is_stored,
                c20_c28_a_domain_is_held_by_one_active_organisation,
                c22_a_field_is_defined_once,
                c26_c27_a_contact_is_tied_when_it_is_made_and_only_then,
                c29_results_by_organisation_add_up_to_the_whole,
            }
            walk {
                p5_the_tally_is_balanced_after_a_random_walk,
            }
            webhooks {
                an_endpoint_comes_back_as_saved,
                p2_nothing_is_written_where_nobody_listens,
                p2_events_come_with_their_cause_or_not_at_all,
                messages_and_customers_tell_how_they_move,
                answers_tell_their_beginning_and_their_end,
                batches_tell_what_persons_and_time_do,
                locks_and_opt_outs_tell_that_they_came_and_went,
                hok_08_numbers_have_no_gaps_and_replay_keeps_them,
                a_ping_reaches_its_endpoint_only,
                a_delivery_is_claimed_once_and_settled_by_its_fence,
                hok_06_what_a_dead_node_held_is_delivered_again_as_the_same_event,
                hok_09_an_endpoint_that_rests_keeps_nobody_else_waiting,
                hok_07_an_endpoint_that_was_turned_off_keeps_its_events,
                what_is_kept_no_longer_is_forgotten_bit_by_bit,
                p2_the_last_endpoint_goes_and_the_next_one_is_told_again,
            }
            wall {
                a_workspace_never_sees_another,
            }
        }
    };
}

/// Expands the list of [`conformance_suite`].
#[doc(hidden)]
#[macro_export]
macro_rules! conformance_cases {
    ($make:path; $($area:ident { $($case:ident,)* })*) => {
        $(mod $area {
            $(#[test]
            fn $case() {
                $crate::conformance::$area::$case(&$make());
            })*
        })*
    };
}

#[cfg(test)]
mod tests {
    #[test]
    fn every_case_stands_in_the_list_of_the_suite() {
        let list = include_str!("mod.rs").split("/// Expands the list").next().unwrap();
        let listed: std::collections::BTreeSet<&str> =
            list.lines().filter(|line| line.starts_with(LISTED)).map(str::trim).collect();
        let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("src/conformance");
        let mut cases = std::collections::BTreeSet::new();
        for file in std::fs::read_dir(folder).unwrap() {
            let text = std::fs::read_to_string(file.unwrap().path()).unwrap();
            for line in text.lines().filter(|line| line.ends_with("(fixture: &Fixture) {")) {
                if let Some(case) = line.strip_prefix("pub fn ") {
                    cases.insert(format!("{},", case.split('(').next().unwrap()));
                }
            }
        }
        assert!(cases.len() > 70);
        assert_eq!(listed.into_iter().map(str::to_owned).collect::<Vec<_>>(), Vec::from_iter(cases));
    }

    /// How far a case is indented in the list.
    const LISTED: &str = "                ";
}
