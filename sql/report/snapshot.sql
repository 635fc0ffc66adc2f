-- Every figure of a report is of one moment: what others commit meanwhile is not seen.
SET TRANSACTION ISOLATION LEVEL REPEATABLE READ
