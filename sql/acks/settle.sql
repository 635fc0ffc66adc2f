-- Waiting verdicts that say nothing by themselves, once what they are about is known: the verdict on a group whose
-- sets are all named, and acceptance of a whole batch or provider, whose claims have verdicts of their own.
-- $1 organisation.
UPDATE verdict w SET state = 'nothing'
WHERE w.org_id = $1 AND w.state = 'waiting'
    AND ((w.level = 3 AND w.set_control = '' AND EXISTS (
            SELECT FROM interchange_set s JOIN interchange i USING (org_id, interchange_id)
            WHERE s.org_id = $1 AND s.group_control = w.group_control AND i.receiver_id = w.sender_id))
        OR (w.level > 3 AND w.control_number = '' AND w.outcome = 'accepted' AND EXISTS (
            SELECT FROM interchange_set s WHERE s.org_id = $1 AND s.batch_reference = w.batch_reference)))
